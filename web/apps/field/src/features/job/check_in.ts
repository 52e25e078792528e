import type { Place } from "../../kit/field_api.ts";
import { metresBetween } from "../../kit/geo.ts";

// As the program judges (dispatch/rules/check_in.py): it decides, this only asks for the reason beforehand.
const FORGIVEN_M = 50;
const WORST_ACCURACY_M = 200;
const OLDEST_S = 120;
const USUAL_FENCE_M = 200;

export type CheckInDoubt = "outside" | "no_fix" | "stale" | "inaccurate";

export interface CheckInView {
  /** Metres to the place; null when either is unknown. */
  distance: number | null;
  doubts: CheckInDoubt[];
}

/** Whether a check-in here will want a reason, and why. A job without a position has no fence to be outside of. */
export function viewCheckIn(at: Place | null, site: Place | null, fence_m: string | null): CheckInView {
  if (!at) return { distance: null, doubts: ["no_fix"] };
  const distance = site ? metresBetween(at, site) : null;
  const doubts: CheckInDoubt[] = [];
  const error = at.accuracy_m ?? 0;
  const fence = Number(fence_m ?? USUAL_FENCE_M) || USUAL_FENCE_M;
  if (distance !== null && distance - fence > Math.min(error, FORGIVEN_M)) doubts.push("outside");
  if ((at.fix_age_s ?? 0) > OLDEST_S) doubts.push("stale");
  if (error > WORST_ACCURACY_M) doubts.push("inaccurate");
  return { distance, doubts };
}
