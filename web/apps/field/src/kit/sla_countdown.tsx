import { Countdown } from "@sortie/ui/countdown.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";
import type { Standing, VisitState } from "./field_api.ts";
import { runningClock } from "./sla.ts";

const words = {
  respond: { zh: "接单", en: "Answer" },
  arrive: { zh: "到达", en: "Arrive" },
  finish: { zh: "完工", en: "Finish" },
  stands: { zh: "计时暂停", en: "Clock paused" },
} as const;

export interface SlaCountdownProps {
  state: VisitState;
  respond_by: string | null;
  arrive_due: string | null;
  finish_due: string | null;
  sla_left_s: Standing;
}

/** What must happen next and how long is left for it; a clock that stands shows what is left and stays. */
export function SlaCountdown(promised: SlaCountdownProps) {
  const say = useSay();
  const clock = runningClock(promised);
  if (!clock) return null;
  return (
    <span className="m-clock">
      {clock.leftS === null ? null : <Tag tone="paused">{say(words.stands)}</Tag>}
      <span>
        {say(words[clock.kind])} <Countdown until={clock.until} pausedLeftS={clock.leftS} />
      </span>
    </span>
  );
}
