import { type Text, useSay } from "@sortie/ui/language.ts";

/** What it is called, and small behind it the code programs know it by. */
export function Coded({ label, code }: { label: Text | undefined; code: string }) {
  const say = useSay();
  if (!label) return <code>{code}</code>;
  return (
    <>
      {say(label)} <code className="c-code">{code}</code>
    </>
  );
}
