import { dayOf } from "@sortie/ui/format.ts";
import type { VisitBrief } from "../../kit/field_api.ts";

/** `YYYY-MM-DD` so many days on. Calendar days have no zone. */
export function daysOn(day: string, by: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  return at.toISOString().slice(0, 10);
}

/** The visits to show for a day: what is left from before belongs to today's list only. */
export function visitsOf(visits: VisitBrief[], day: string, isToday: boolean): VisitBrief[] {
  return isToday ? visits : visits.filter((visit) => dayOf(visit.planned_end) >= day);
}

/** Visits that still want something from the engineer. */
export function leftOf(visits: VisitBrief[]): number {
  return visits.filter((visit) => visit.next_action !== null).length;
}

/** Whether an open visit belongs to an earlier day than the one that is shown. */
export function isFromBefore(visit: Pick<VisitBrief, "planned_start">, day: string): boolean {
  const planned = dayOf(visit.planned_start);
  return planned !== "" && planned < day;
}
