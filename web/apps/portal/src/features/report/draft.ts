import { dayOf, timeZone } from "@sortie/ui/format.ts";
import { momentAt } from "@sortie/ui/zone_time.ts";

export interface Draft {
  name: string;
  phone: string;
  address: string;
  workType: string;
  problem: string;
  when: When;
}

export const whens = ["anytime", "today_pm", "tomorrow_am", "tomorrow_pm"] as const;
export type When = (typeof whens)[number];

export const empty: Draft = {
  name: "",
  phone: "",
  address: "",
  workType: "",
  problem: "",
  when: "anytime",
};

const HOURS: Record<Exclude<When, "anytime">, [number, string, string]> = {
  today_pm: [0, "13:00", "18:00"],
  tomorrow_am: [1, "08:00", "12:00"],
  tomorrow_pm: [1, "13:00", "18:00"],
};
const DAY_MS = 86_400_000;
const AFTERNOON_OVER = 17;

/** The wanted window as UTC moments on the company's clock; nulls for «as soon as possible». */
export function windowOf(when: When, now: Date): { start: string | null; end: string | null } {
  if (when === "anytime") return { start: null, end: null };
  const [days, from, until] = HOURS[when];
  const day = dayOf(new Date(now.getTime() + days * DAY_MS));
  return { start: momentAt(`${day}T${from}`), end: momentAt(`${day}T${until}`) };
}

/** «This afternoon» is no offer once it is nearly over. */
export function offered(now: Date): When[] {
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hour12: false, timeZone: timeZone() }).format(now),
  );
  return whens.filter((when) => when !== "today_pm" || hour < AFTERNOON_OVER);
}

/** Digits enough to call: a mobile, or a land line with its area code. */
export function callable(phone: string): boolean {
  const digits = phone.replace(/\D/g, "");
  return digits.length >= 7 && digits.length <= 15;
}
