import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { navigate } from "@sortie/ui/router.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { useState } from "react";
import type { Job } from "../../kit/field_api.ts";
import { useSettled } from "../../kit/settled.ts";
import { CheckInSheet } from "./check_in_sheet.tsx";
import { DeclineSheet } from "./decline_sheet.tsx";
import { nextStep } from "./next_step.ts";
import { useVisit } from "./use_visit.ts";
import { words } from "./words.ts";

const plain = {
  accept: words.accepted,
  depart: words.departed,
  start: words.started,
  resume: words.resumed,
} as const;

/** The one next step, large, at the thumb; beside «accept» the way to say no. */
export function ActionBar({ job }: { job: Job }) {
  const say = useSay();
  const { id } = job.appointment;
  const { busy, act } = useVisit(id);
  const [sheet, setSheet] = useState<"arrive" | "finish" | "decline" | null>(null);
  const step = nextStep(job);
  const settled = useSettled(step.do);
  if (step.do === "nothing") return null;
  const press = (): void => {
    if (step.do === "checklist") navigate(`/jobs/${id}/checklist`);
    else if (step.do === "acceptance") navigate(`/jobs/${id}/acceptance`);
    else if (step.do === "arrive" || step.do === "finish") setSheet(step.do);
    else void act(step.do, {}, say(plain[step.do]));
  };
  const close = (): void => setSheet(null);
  return (
    <div className="m-bar">
      {step.do === "accept" ? (
        <Button size="l" disabled={busy || !settled} onClick={() => setSheet("decline")}>
          {say(words.decline)}
        </Button>
      ) : null}
      <Button kind="primary" size="l" busy={busy} disabled={!settled} onClick={press}>
        {say(words[step.do], step.do === "checklist" ? { n: step.missing } : {})}
      </Button>
      {sheet === "arrive" ? <CheckInSheet job={job} onClose={close} /> : null}
      {sheet === "finish" ? <FinishSheet job={job} onClose={close} /> : null}
      {sheet === "decline" ? <DeclineSheet job={job} onClose={close} /> : null}
    </div>
  );
}

function FinishSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const { busy, act } = useVisit(job.appointment.id);
  const [outcome, setOutcome] = useState("");
  const finish = async (): Promise<void> => {
    if (await act("finish", { outcome: outcome.trim() }, say(words.finished))) onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={say(words.finishAsk)}
      footer={
        <Button kind="primary" size="l" block busy={busy} onClick={() => void finish()}>
          {say(words.finish)}
        </Button>
      }
    >
      <Stack>
        <p>{say(words.finishHelp)}</p>
        <Field label={say(words.outcome)}>
          {(ties) => <TextArea {...ties} maxLength={2000} value={outcome} onChange={setOutcome} />}
        </Field>
      </Stack>
    </Sheet>
  );
}
