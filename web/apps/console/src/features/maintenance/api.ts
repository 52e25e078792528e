import type { Reference } from "@sortie/client/records.ts";
import { get, post } from "@sortie/client/transport.ts";

const ROOT = "/api/v1/maintenance";

/** What shows dates: asked again after one of them was moved or skipped. */
export const DATES_KEY = ["maintenance", "dates"] as const;

/** One date of a plan; links are null where the reader may not see their target. */
export interface PlannedDate {
  id: string;
  version: number;
  due: string;
  state: string;
  plan?: Reference | null;
  customer?: Reference | null;
  site?: Reference | null;
  work_order?: Reference | null;
  reason?: string | null;
}

export interface DatesPage {
  dates: PlannedDate[];
  next: string | null;
}

export interface Due {
  rule_day: string;
  due: string;
}

/** A time rule as the preview takes it. */
export interface Rule {
  every: number;
  unit: string;
  starts_on: string;
  weekday?: number;
  month_day?: number;
  cycle: string;
  holidays: string;
}

export const datesBetween = (
  query: { start: string; end: string; plan?: string | undefined; cursor: string | null },
  signal: AbortSignal,
): Promise<DatesPage> => get<DatesPage>(`${ROOT}/dates`, query, signal);

export const previewOf = (rule: Rule, signal: AbortSignal): Promise<{ dates: Due[] }> =>
  post<{ dates: Due[] }>(`${ROOT}/preview`, rule, { signal });

export const moveDate = (id: string, due: string, reason: string, key: string): Promise<unknown> =>
  post(`${ROOT}/dates/${id}/move`, { due, reason }, { key });

export const skipDate = (id: string, reason: string, key: string): Promise<unknown> =>
  post(`${ROOT}/dates/${id}/skip`, { reason }, { key });

export const generateNow = (plan: string, key: string): Promise<{ dates: number; orders: string[] }> =>
  post<{ dates: number; orders: string[] }>(`${ROOT}/plans/${plan}/generate`, {}, { key });
