import type { Job, NextAction, VisitState } from "../../kit/field_api.ts";

/** The one thing to do next on a job: the server's next action, refined by what the phone knows. */
export type NextStep =
  | { do: Exclude<NextAction, "finish"> }
  | { do: "checklist"; missing: number }
  | { do: "finish" }
  | { do: "acceptance" }
  | { do: "nothing" };

export function nextStep({
  appointment,
  order,
  steps,
}: Pick<Job, "appointment" | "order" | "steps">): NextStep {
  const action = appointment.next_action;
  if (action === "finish")
    return steps.missing.length > 0 ? { do: "checklist", missing: steps.missing.length } : { do: "finish" };
  if (action) return { do: action };
  if (appointment.state === "completed" && order.state === "pending_acceptance") return { do: "acceptance" };
  return { do: "nothing" };
}

export type Aside = "decline" | "pause" | "partly" | "cannot" | "nobody" | "transfer" | "note";

const asides: Partial<Record<VisitState, Aside[]>> = {
  dispatched: ["transfer"],
  accepted: ["decline", "transfer"],
  en_route: ["cannot", "transfer"],
  arrived: ["nobody", "cannot", "transfer"],
  working: ["pause", "partly", "cannot", "transfer"],
  paused: ["cannot", "transfer"],
};

/** What else may be done from a state, in the order of the menu; a note always. */
export function asidesOf(state: VisitState): Aside[] {
  return [...(asides[state] ?? []), "note"];
}

/** While work runs or stands still, its checklist and lines can be written. */
export function mayWork(state: VisitState): boolean {
  return state === "arrived" || state === "working" || state === "paused";
}
