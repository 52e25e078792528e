import { Countdown } from "@sortie/ui/countdown.tsx";
import { useSay } from "@sortie/ui/language.ts";
import type { VisitState } from "./field_api.ts";
import { runningClock } from "./sla.ts";

const words = {
  respond: { zh: "接单", en: "Answer" },
  arrive: { zh: "到达", en: "Arrive" },
  finish: { zh: "完工", en: "Finish" },
} as const;

export interface SlaCountdownProps {
  state: VisitState;
  respond_by: string | null;
  arrive_due: string | null;
  finish_due: string | null;
}

/** What must happen next and how long is left for it. */
export function SlaCountdown(promised: SlaCountdownProps) {
  const say = useSay();
  const clock = runningClock(promised);
  if (!clock) return null;
  return (
    <span>
      {say(words[clock.kind])} <Countdown until={clock.until} />
    </span>
  );
}
