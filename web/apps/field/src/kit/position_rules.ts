import type { Place } from "./field_api.ts";
import { metresBetween } from "./geo.ts";

export const REPORT_EVERY_MS = 120_000;
const MOVED_M = 50;

export interface Reported {
  place: Place;
  at: number;
}

/** Whether a fix is worth sending: at most every two minutes, and then only when the person moved or is on the
 * way to a customer. The first one of a shift is. */
export function worthSending(place: Place, last: Reported | null, enRoute: boolean, now: number): boolean {
  if (!last) return true;
  if (now - last.at < REPORT_EVERY_MS) return false;
  return enRoute || metresBetween(place, last.place) >= MOVED_M;
}
