import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button } from "antd";
import { useState } from "react";
import { desk } from "./api.ts";
import { ReasonDialog } from "./assigning.tsx";
import { useDeskAct } from "./queries.ts";

const words = {
  pass: { zh: "审核通过", en: "Pass review" },
  rework: { zh: "要求返工", en: "Ask for rework" },
  passNote: { zh: "审核意见（可不填）", en: "Note (optional)" },
  reworkNote: { zh: "返工要求（工程师会看到）", en: "What to do again (the engineer sees it)" },
  passed: { zh: "已审核通过，进入结算", en: "Passed; on to settlement" },
  sentBack: { zh: "已要求返工", en: "Rework asked for" },
} as const;

/** The manager's word on an accepted order: on to the bill, or do it again. */
export function ReviewButtons({ order, onDone }: { order: string; onDone?: () => void }) {
  const say = useSay();
  const object = useObject("work_order");
  const [asked, setAsked] = useState<"pass" | "rework" | null>(null);
  const { busy, run } = useDeskAct();
  if (!object || !may(object, "command:review_pass")) return null;
  const give = async (note: string): Promise<void> => {
    if (!asked) return;
    const done = say(asked === "pass" ? words.passed : words.sentBack);
    if (!(await run((key) => desk.review(order, asked, note, { key }), done))) return;
    setAsked(null);
    onDone?.();
  };
  return (
    <>
      <Button type="primary" onClick={() => setAsked("pass")}>
        {say(words.pass)}
      </Button>
      <Button danger onClick={() => setAsked("rework")}>
        {say(words.rework)}
      </Button>
      {asked ? (
        <ReasonDialog
          title={say(words[asked])}
          label={say(asked === "pass" ? words.passNote : words.reworkNote)}
          ok={say(words[asked])}
          danger={asked === "rework"}
          optional={asked === "pass"}
          busy={busy}
          onCancel={() => setAsked(null)}
          onGiven={(note) => void give(note)}
        />
      ) : null}
    </>
  );
}
