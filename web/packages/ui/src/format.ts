import { type Language, say, useLanguage } from "./language.ts";

let zone = "Asia/Shanghai";

/** The company's time zone: all dates and times are shown in it, wherever the device is. */
export function setTimeZone(next: string): void {
  zone = next;
}

export function timeZone(): string {
  return zone;
}

/** Empty where the reader may not see it: it is written as a dash. */
type When = string | Date | null | undefined;
type Amount = string | number | null | undefined;

const DASH = "—";

function dateOf(when: When): Date {
  return when instanceof Date ? when : new Date(when ?? "");
}

function known(when: When): boolean {
  return !Number.isNaN(dateOf(when).getTime());
}

/** A masked amount is no number either. */
function counted(value: Amount): boolean {
  return value !== null && value !== undefined && value !== "" && !Number.isNaN(Number(value));
}

export interface Formats {
  date: (when: When) => string;
  time: (when: When) => string;
  datetime: (when: When) => string;
  /** 今天 14:30 · 昨天 … · 3月2日 14:30 */
  moment: (when: When, now?: Date) => string;
  /** 3 分钟前 */
  ago: (when: When, now?: Date) => string;
  number: (value: Amount, digits?: number) => string;
  money: (value: Amount, currency?: string) => string;
  percent: (value: Amount) => string;
  /** Whole seconds as 1 小时 20 分. */
  duration: (seconds: number) => string;
  distance: (metres: number) => string;
}

/** The calendar day of a moment in the company's zone, as YYYY-MM-DD; empty of no moment. */
export function dayOf(when: When): string {
  if (!known(when)) return "";
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(dateOf(when));
}

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

function durationText(seconds: number, lang: Language): string {
  const minutes = Math.round(seconds / MINUTE_S);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return say({ zh: "{rest} 分钟", en: "{rest} min" }, { rest }, lang);
  if (rest === 0) return say({ zh: "{hours} 小时", en: "{hours} h" }, { hours }, lang);
  return say({ zh: "{hours} 小时 {rest} 分", en: "{hours} h {rest} min" }, { hours, rest }, lang);
}

function agoText(when: When, now: Date, lang: Language): string {
  if (!known(when)) return DASH;
  const seconds = (dateOf(when).getTime() - now.getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < MINUTE_S) return say({ zh: "刚刚", en: "just now" }, {}, lang);
  if (size < HOUR_S) return relative.format(Math.round(seconds / MINUTE_S), "minute");
  if (size < DAY_S) return relative.format(Math.round(seconds / HOUR_S), "hour");
  return relative.format(Math.round(seconds / DAY_S), "day");
}

function momentText(when: When, now: Date, formats: Pick<Formats, "time">, lang: Language): string {
  if (!known(when)) return DASH;
  const day = dayOf(when);
  const time = formats.time(when);
  const names: [number, { zh: string; en: string }][] = [
    [0, { zh: "今天 {time}", en: "Today {time}" }],
    [-1, { zh: "昨天 {time}", en: "Yesterday {time}" }],
    [1, { zh: "明天 {time}", en: "Tomorrow {time}" }],
  ];
  for (const [offset, text] of names) {
    if (day === dayOf(new Date(now.getTime() + offset * DAY_S * 1000))) return say(text, { time }, lang);
  }
  const sameYear = day.slice(0, 4) === dayOf(now).slice(0, 4);
  const written = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    timeZone: zone,
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" }),
  }).format(dateOf(when));
  return `${written} ${time}`;
}

/** All formats in one language; `useFormats()` in a component. A date without a time is never shifted by a zone. */
export function formats(lang: Language): Formats {
  // Day before month in letters: 11/12/2026 means two days, depending on the reader.
  const place = lang === "en" ? "en-GB" : lang;
  const part = (options: Intl.DateTimeFormatOptions) => (when: When) =>
    known(when) ? new Intl.DateTimeFormat(place, { timeZone: zone, ...options }).format(dateOf(when)) : DASH;
  const day: Intl.DateTimeFormatOptions =
    lang === "en"
      ? { year: "numeric", month: "short", day: "numeric" }
      : { year: "numeric", month: "2-digit", day: "2-digit" };
  const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const time = part(clock);
  return {
    date: (when) =>
      typeof when === "string" && when.length === 10
        ? new Intl.DateTimeFormat(place, { timeZone: "UTC", ...day }).format(new Date(`${when}T00:00:00Z`))
        : part(day)(when),
    time,
    datetime: part({ ...day, ...clock }),
    moment: (when, now = new Date()) => momentText(when, now, { time }, lang),
    ago: (when, now = new Date()) => agoText(when, now, lang),
    number: (value, digits) => {
      if (!counted(value)) return DASH;
      return new Intl.NumberFormat(
        lang,
        digits === undefined
          ? { maximumFractionDigits: 4 }
          : {
              minimumFractionDigits: digits,
              maximumFractionDigits: digits,
            },
      ).format(Number(value));
    },
    money: (value, currency = "CNY") =>
      counted(value)
        ? new Intl.NumberFormat(lang, {
            style: "currency",
            currency,
            currencyDisplay: "narrowSymbol",
          }).format(Number(value))
        : DASH,
    percent: (value) =>
      counted(value)
        ? `${new Intl.NumberFormat(lang, { maximumFractionDigits: 4 }).format(Number(value))}%`
        : DASH,
    duration: (seconds) => durationText(seconds, lang),
    distance: (metres) =>
      metres < 1000
        ? say({ zh: "{m} 米", en: "{m} m" }, { m: Math.round(metres) }, lang)
        : say({ zh: "{km} 公里", en: "{km} km" }, { km: (metres / 1000).toFixed(1) }, lang),
  };
}

const cache = new Map<string, Formats>();

export function useFormats(): Formats {
  const lang = useLanguage();
  const key = `${lang} ${zone}`;
  let found = cache.get(key);
  if (!found) {
    found = formats(lang);
    cache.set(key, found);
  }
  return found;
}
