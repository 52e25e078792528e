import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { ProgressBar } from "@sortie/ui/progress_bar.tsx";
import { Link } from "@sortie/ui/router.tsx";
import { isAnswered } from "../../kit/answers.ts";
import type { Job } from "../../kit/field_api.ts";
import { totalOf } from "../../kit/money.ts";
import { mayWork } from "./next_step.ts";
import { words } from "./words.ts";

export function StepsSection({ job }: { job: Job }) {
  const say = useSay();
  const shown = job.steps.items.filter((step) => step.visible);
  if (shown.length === 0) return null;
  const done = shown.filter((step) => isAnswered(step.answer)).length;
  // a visit that is over shows its own answers, not the empty round of the next one
  if (done === 0 && job.appointment.next_action === null) return null;
  const count = say(words.stepsDone, { done, all: shown.length });
  return (
    <Card title={say(words.steps)} action={<span className="m-faint">{count}</span>}>
      <Stack>
        <ProgressBar value={done / shown.length} label={say(words.steps)} />
        {mayWork(job.appointment.state) || done > 0 ? (
          <Link
            className="s-button s-button--plain s-button--block"
            to={`/jobs/${job.appointment.id}/checklist`}
          >
            {say(words.stepsOpen)}
          </Link>
        ) : (
          <p className="m-faint">{say(words.stepsLater)}</p>
        )}
      </Stack>
    </Card>
  );
}

export function PartsSection({ job }: { job: Job }) {
  const say = useSay();
  const { money, number } = useFormats();
  const open = mayWork(job.appointment.state) || job.order.state === "pending_acceptance";
  if (!open && job.lines.length === 0) return null;
  return (
    <Card title={say(words.parts)}>
      <Stack>
        {job.lines.length === 0 ? (
          <p className="m-faint">{say(words.partsNone)}</p>
        ) : (
          <div className="m-prices">
            <Facts>
              {job.lines.map((line) => (
                <Fact key={line.id} label={`${line.name} × ${number(line.quantity)}`}>
                  {money(totalOf([line]))}
                </Fact>
              ))}
              <Fact label={say(words.total)}>
                <strong>{money(totalOf(job.lines))}</strong>
              </Fact>
            </Facts>
          </div>
        )}
        {open ? (
          <Link className="s-button s-button--plain s-button--block" to={`/jobs/${job.appointment.id}/parts`}>
            {say(words.partsEdit)}
          </Link>
        ) : null}
      </Stack>
    </Card>
  );
}
