import type { VisitState } from "./field_api.ts";

export interface RunningClock {
  kind: "respond" | "arrive" | "finish";
  until: string;
}

interface Promised {
  state: VisitState;
  respond_by: string | null;
  arrive_due: string | null;
  finish_due: string | null;
}

/** The promise whose clock runs now: answer, then arrive, then finish; null when none does. */
export function runningClock({ state, respond_by, arrive_due, finish_due }: Promised): RunningClock | null {
  if (state === "dispatched" && respond_by) return { kind: "respond", until: respond_by };
  const travelling = state === "dispatched" || state === "accepted" || state === "en_route";
  if (travelling && arrive_due) return { kind: "arrive", until: arrive_due };
  const open = travelling || state === "arrived" || state === "working";
  return open && finish_due ? { kind: "finish", until: finish_due } : null;
}
