import { timeZone } from "./format.ts";

/** A moment as the company's wall clock, `YYYY-MM-DDTHH:mm`: what a datetime-local input holds. */
export function wallClock(iso: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: timeZone(),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(iso));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "00";
  return `${of("year")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** The moment at which the company's clock shows `wall`, RFC 3339 UTC. In a gap of summer time, the later reading. */
export function momentAt(wall: string): string {
  const asUtc = Date.parse(`${wall}:00Z`);
  let guess = asUtc;
  // Two rounds settle it: the first finds the offset, the second corrects across a clock change.
  for (let round = 0; round < 2; round += 1) {
    guess += asUtc - Date.parse(`${wallClock(new Date(guess).toISOString())}:00Z`);
  }
  return new Date(guess).toISOString().replace(".000Z", "Z");
}
