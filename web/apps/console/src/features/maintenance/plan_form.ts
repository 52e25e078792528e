import type { Reference, Row } from "@sortie/client/records.ts";
import dayjs, { type Dayjs } from "dayjs";
import type { Rule } from "./api.ts";

/** A plan as it is entered; what its kind doesn't use stays empty. */
export interface Entered {
  name: string;
  customer: string[];
  site: string[];
  assets: string[];
  work_type: string[];
  description?: string | null;
  kind: string;
  every?: number | null;
  unit?: string | null;
  weekday?: string | null;
  month_day?: number | null;
  starts_on?: Dayjs | null;
  cycle: string;
  holidays: string;
  meter?: string | null;
  meter_every?: number | null;
  low?: number | null;
  high?: number | null;
  hysteresis?: number | null;
  lead_days: number;
  days_before: number;
  days_after: number;
  group_by_site: boolean;
}

const NUMBERS = [
  ...(["every", "month_day", "meter_every", "low", "high", "hysteresis"] as const),
  ...(["lead_days", "days_before", "days_after"] as const),
];
const TEXTS = ["description", "unit", "weekday", "meter"] as const;

const one = (value: unknown): string[] => (value ? [(value as Reference).id] : []);
const number = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);
const text = (value: unknown): string | null => (value ? String(value) : null);

export function enteredOf(row: Row | null): Entered {
  const values = row?.values ?? {};
  return {
    name: String(values.name ?? ""),
    customer: one(values.customer),
    site: one(values.site),
    assets: ((values.assets ?? []) as Reference[]).map(({ id }) => id),
    work_type: one(values.work_type),
    description: text(values.description),
    kind: String(values.kind ?? "time"),
    every: row ? number(values.every) : 1,
    unit: row ? text(values.unit) : "month",
    weekday: text(values.weekday),
    month_day: number(values.month_day),
    starts_on: values.starts_on ? dayjs(String(values.starts_on)) : null,
    cycle: String(values.cycle ?? "fixed"),
    holidays: String(values.holidays ?? "keep"),
    meter: text(values.meter),
    meter_every: number(values.meter_every),
    low: number(values.low),
    high: number(values.high),
    hysteresis: number(values.hysteresis) ?? 0,
    lead_days: number(values.lead_days) ?? 7,
    days_before: number(values.days_before) ?? 0,
    days_after: number(values.days_after) ?? 0,
    group_by_site: values.group_by_site !== false,
  };
}

/** As the server takes it: numbers travel as text, what another kind or unit had entered is emptied. */
export function valuesOf(entered: Entered): Record<string, unknown> {
  const values: Record<string, unknown> = {
    ...entered,
    customer: entered.customer[0] ?? null,
    site: entered.site[0] ?? null,
    work_type: entered.work_type[0] ?? null,
    starts_on: entered.starts_on?.format("YYYY-MM-DD") ?? null,
  };
  for (const name of TEXTS) values[name] = entered[name] || null;
  for (const name of NUMBERS) values[name] = typeof entered[name] === "number" ? String(entered[name]) : null;
  if (entered.unit !== "week") values.weekday = null;
  if (entered.unit !== "month" && entered.unit !== "year") values.month_day = null;
  return values;
}

/** The rule to preview; null while it lacks something. */
export function ruleOf(entered: Partial<Entered> | undefined): Rule | null {
  if (entered?.kind !== "time" || !entered.every || !entered.unit || !entered.starts_on) return null;
  const { unit, weekday, month_day } = entered;
  return {
    every: entered.every,
    unit,
    starts_on: entered.starts_on.format("YYYY-MM-DD"),
    cycle: entered.cycle ?? "fixed",
    holidays: entered.holidays ?? "keep",
    ...(unit === "week" && weekday ? { weekday: Number(weekday) } : {}),
    ...((unit === "month" || unit === "year") && month_day ? { month_day } : {}),
  };
}
