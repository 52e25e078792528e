import type { Standing, VisitState } from "./field_api.ts";

export interface RunningClock {
  kind: "respond" | "arrive" | "finish";
  until: string;
  /** The clock stands with so much left; null while it runs. */
  leftS: number | null;
}

interface Promised {
  state: VisitState;
  respond_by: string | null;
  arrive_due: string | null;
  finish_due: string | null;
  sla_left_s: Standing;
}

/** The promise that counts now: answer, then arrive, then finish; null when none does. A job that is paused without
 * stopping the clock still runs against its end. */
export function runningClock({ state, sla_left_s, ...due }: Promised): RunningClock | null {
  const clock = (kind: RunningClock["kind"], until: string): RunningClock => ({
    kind,
    until,
    leftS: sla_left_s?.[kind] ?? null,
  });
  if (state === "dispatched" && due.respond_by) return { ...clock("respond", due.respond_by), leftS: null };
  const travelling = state === "dispatched" || state === "accepted" || state === "en_route";
  if (travelling && due.arrive_due) return clock("arrive", due.arrive_due);
  const open = travelling || state === "arrived" || state === "working" || state === "paused";
  return open && due.finish_due ? clock("finish", due.finish_due) : null;
}
