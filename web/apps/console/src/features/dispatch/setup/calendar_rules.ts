// A calendar as it is stored (see `base/calendar/plain.py`): weekly hours, the days that differ, China's holidays.

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type SpecialKind = "holiday" | "workday" | "hours";

export interface SpecialDay {
  date: string;
  kind: SpecialKind;
  name?: string;
  /** The weekday whose hours a worked day has. */
  as?: Weekday;
  /** "09:00-12:00" */
  hours?: string[];
}

export interface CalendarPlain {
  id?: string;
  version?: number;
  name?: string;
  time_zone: string;
  public_holidays: "" | "CN";
  make_up_as: Weekday;
  weekly: Record<Weekday, string[]>;
  special_days: SpecialDay[];
}

export interface PublicDay {
  date: string;
  kind: "holiday" | "workday";
  name: string;
}

const OFFICE = ["09:00-12:00", "13:30-18:00"];

/** What is stored with every absent part filled in; a new one works office hours. */
export function calendarOf(plain: unknown): CalendarPlain {
  const given = (plain ?? {}) as Partial<CalendarPlain>;
  const fresh = !given.weekly;
  const weekly = Object.fromEntries(
    WEEKDAYS.map((day, n) => [day, given.weekly?.[day] ?? (fresh && n < 5 ? OFFICE : [])]),
  ) as Record<Weekday, string[]>;
  return {
    ...given,
    time_zone: given.time_zone ?? "Asia/Shanghai",
    public_holidays: given.public_holidays ?? (fresh ? "CN" : ""),
    make_up_as: given.make_up_as ?? "mon",
    weekly,
    special_days: given.special_days ?? [],
  };
}

const minutes = (clock: string): number => {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
};
const DAY_MIN = 1440;

/** Minutes from midnight; an end at or before its start is on the next day. */
export function spanOf(text: string): [number, number] | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.exec(text);
  if (!match) return null;
  const [from = "", to = ""] = text.split("-");
  const [start, end] = [minutes(from), minutes(to)];
  return [start, end > start ? end : end + DAY_MIN];
}

export type HoursProblem = "shape" | "overlap";

/** What is wrong with a day's hours; null when they can be kept. */
export function hoursProblem(hours: string[]): HoursProblem | null {
  let reached = 0;
  for (const text of hours) {
    const span = spanOf(text);
    if (!span) return "shape";
    if (span[0] < reached) return "overlap";
    reached = span[1];
  }
  return null;
}

/** Hours a day works, in whole and parts. */
export function hoursTotal(hours: string[]): number {
  return (
    hours.reduce((sum, text) => {
      const span = spanOf(text);
      return sum + (span ? span[1] - span[0] : 0);
    }, 0) / 60
  );
}

export const weekdayOf = (day: string): Weekday =>
  WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] as Weekday;

export interface DayPlan {
  kind: "work" | "off" | "holiday" | "workday" | "hours";
  name: string;
  hours: string[];
  /** Set by hand, not by the week or the public list. */
  own: boolean;
}

/** What a calendar says of one day and why: its own days before the public ones, those before the week. */
export function planOf(
  calendar: CalendarPlain,
  day: string,
  publicDays: ReadonlyMap<string, PublicDay>,
): DayPlan {
  const weekly = calendar.weekly[weekdayOf(day)];
  const own = calendar.special_days.find((one) => one.date === day);
  if (own) {
    const hours =
      own.kind === "holiday"
        ? []
        : own.kind === "workday"
          ? calendar.weekly[own.as ?? "mon"]
          : (own.hours ?? []);
    return { kind: own.kind, name: own.name ?? "", hours, own: true };
  }
  const known = calendar.public_holidays === "CN" ? publicDays.get(day) : undefined;
  if (known?.kind === "holiday") return { kind: "holiday", name: known.name, hours: [], own: false };
  if (known)
    return {
      kind: "workday",
      name: known.name,
      hours: weekly.length > 0 ? weekly : calendar.weekly[calendar.make_up_as],
      own: false,
    };
  return { kind: weekly.length > 0 ? "work" : "off", name: "", hours: weekly, own: false };
}

const sorted = (days: SpecialDay[]): SpecialDay[] => [...days].sort((a, b) => (a.date < b.date ? -1 : 1));

/** The calendar with this day as given; null gives it back to the week and the public list. */
export function withDay(
  calendar: CalendarPlain,
  date: string,
  day: Omit<SpecialDay, "date"> | null,
): CalendarPlain {
  const others = calendar.special_days.filter((one) => one.date !== date);
  return { ...calendar, special_days: sorted(day ? [...others, { date, ...day }] : others) };
}

/** One press on a day: a working day becomes a holiday, a free one is worked, a day set by hand goes back. */
export function pressed(
  calendar: CalendarPlain,
  date: string,
  publicDays: ReadonlyMap<string, PublicDay>,
): CalendarPlain {
  const plan = planOf(calendar, date, publicDays);
  if (plan.own) return withDay(calendar, date, null);
  if (plan.hours.length > 0) return withDay(calendar, date, { kind: "holiday" });
  return withDay(calendar, date, { kind: "workday", as: calendar.make_up_as });
}

/** A list brought in replaces what was set by hand on its dates. */
export function withDays(calendar: CalendarPlain, days: PublicDay[]): CalendarPlain {
  return days.reduce(
    (made, { date, kind, name }) =>
      withDay(made, date, { kind, name, ...(kind === "workday" ? { as: calendar.make_up_as } : {}) }),
    calendar,
  );
}

export interface DayList {
  days: PublicDay[];
  /** Lines that couldn't be read, counted from one. */
  bad: number[];
}

const HOLIDAY = /^(holiday|off|休|放假|假日|节假日|休息)$/i;
const WORKDAY = /^(workday|work|班|上班|补班|调休|工作日)$/i;

function dateOf(text: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (!match) return null;
  const [, year, month = "", day = ""] = match;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === date ? date : null;
}

/** Lines such as `2027-02-06,休,春节` or `2027-02-20,班`; comma, tab or spaces between. */
export function daysFromText(text: string): DayList {
  const list: DayList = { days: [], bad: [] };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    const [first = "", second = "", ...rest] = line.trim().split(/[,，\t ]+/);
    const date = dateOf(first);
    const kind = HOLIDAY.test(second) ? "holiday" : WORKDAY.test(second) ? "workday" : null;
    if (date && kind) list.days.push({ date, kind, name: rest.join(" ") });
    else list.bad.push(index + 1);
  }
  return list;
}

export interface MonthDays {
  month: number;
  /** Empty places before the 1st, Monday first. */
  blanks: number;
  days: string[];
}

export function yearOf(year: number): MonthDays[] {
  return Array.from({ length: 12 }, (_, month) => {
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const days = Array.from(
      { length },
      (_one, n) => `${year}-${String(month + 1).padStart(2, "0")}-${String(n + 1).padStart(2, "0")}`,
    );
    return { month: month + 1, blanks: WEEKDAYS.indexOf(weekdayOf(days[0] as string)), days };
  });
}
