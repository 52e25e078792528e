import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Result } from "antd";
import { doingWords as words } from "./doing_words.ts";

/** A screen that isn't, or isn't for this reader: why, and the way home. */
export function Refusal({ status, title }: { status: "403" | "404"; title: string }) {
  const say = useSay();
  return (
    <Result
      status={status}
      title={<h1 className="c-refusal">{title}</h1>}
      extra={<Link to="/">{say(words.home)}</Link>}
    />
  );
}

/** Nothing of the console lives at this address. */
export function NotFoundPage() {
  const say = useSay();
  return <Refusal status="404" title={say(words.nowhere)} />;
}
