import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import type { Job } from "../../kit/field_api.ts";
import { words } from "./words.ts";

/** What happened when, and what is still to come. */
export function ProgressSection({ job: { appointment } }: { job: Job }) {
  const say = useSay();
  const { moment } = useFormats();
  const marks = [
    ["timeAccepted", appointment.accepted_at],
    ["timeDeparted", appointment.departed_at],
    ["timeArrived", appointment.arrived_at],
    ["timeStarted", appointment.work_started_at],
    ["timeFinished", appointment.finished_at],
  ] as const;
  const now = marks.findIndex(([, at]) => !at);
  const steps: Step[] = marks.map(([name, at], index) => ({
    key: name,
    title: say(words[name]),
    at: at ? moment(at) : undefined,
    state: at ? "done" : index === now && appointment.next_action ? "now" : "next",
    note: name === "timeFinished" ? appointment.outcome : undefined,
  }));
  return (
    <Card title={say(words.progress)}>
      <Steps steps={steps} label={say(words.progress)} />
    </Card>
  );
}
