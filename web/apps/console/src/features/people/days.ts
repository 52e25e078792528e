const DAY_MS = 86_400_000;

const utc = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A calendar day some days on. */
export const plusDays = (day: string, count: number): string => text(utc(day) + count * DAY_MS);

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = (new Date(utc(day)).getUTCDay() + 6) % 7;
  return plusDays(day, -weekday);
}

/** The seven days from a Monday. */
export const weekFrom = (monday: string): string[] =>
  Array.from({ length: 7 }, (_one, index) => plusDays(monday, index));

/** Whole days from one to another; negative when it is past. */
export const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / DAY_MS);

export type Expiry = "none" | "expired" | "soon" | "holds";
const SOON_DAYS = 30;

/** How a date of expiry stands on a day. */
export function expiryOf(expires: string | null, today: string): Expiry {
  if (!expires) return "none";
  const left = daysBetween(today, expires);
  if (left < 0) return "expired";
  return left <= SOON_DAYS ? "soon" : "holds";
}
