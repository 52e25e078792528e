import { useSay } from "@sortie/ui/language.ts";
import { App, Button, Input } from "antd";
import { doingWords as words } from "./doing_words.ts";

/** A link or key shown once, ready to be copied. */
export function SecretLine({ text, label }: { text: string; label: string }) {
  const say = useSay();
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    void message.success(say(words.copied));
  };
  return (
    <span className="c-line">
      <Input readOnly value={text} aria-label={label} onFocus={(event) => event.target.select()} />
      <Button type="primary" onClick={() => void copy()}>
        {say(words.copy)}
      </Button>
    </span>
  );
}
