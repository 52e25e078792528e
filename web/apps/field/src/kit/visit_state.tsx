import { useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";
import type { VisitState } from "./field_api.ts";
import { priorityWords, stateWords } from "./words.ts";

const tones: Record<VisitState | "pending_acceptance", string> = {
  scheduled: "grey",
  dispatched: "orange",
  accepted: "blue",
  en_route: "cyan",
  arrived: "cyan",
  working: "green",
  paused: "orange",
  completed: "green",
  partly_completed: "orange",
  cannot_complete: "red",
  declined: "red",
  no_show: "red",
  cancelled: "grey",
  pending_acceptance: "purple",
};

/** The visit's state; finished work that the customer has yet to accept says so. */
export function StateTag({ state, order }: { state: VisitState | null | undefined; order?: string | null }) {
  const say = useSay();
  if (!state) return null;
  const shown = state === "completed" && order === "pending_acceptance" ? "pending_acceptance" : state;
  return <Tag tone={tones[shown]}>{say(stateWords[shown])}</Tag>;
}

/** Only what stands out: nothing for a normal job. */
export function PriorityTag({ priority }: { priority: string | null | undefined }) {
  const say = useSay();
  if (priority !== "urgent" && priority !== "high") return null;
  return <Tag tone={priority === "urgent" ? "red" : "orange"}>{say(priorityWords[priority])}</Tag>;
}
