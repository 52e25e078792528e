const DAY_MS = 86_400_000;

/** Calendar days from `today` to `until`, both `YYYY-MM-DD`; below 0 when it has passed. */
export function daysLeft(until: string, today: string): number {
  return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
}
