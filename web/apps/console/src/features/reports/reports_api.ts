import type { Label } from "@sortie/client/metadata.ts";
import { get } from "@sortie/client/transport.ts";
import type { Text } from "@sortie/ui/language.ts";

export type ColumnType =
  | "text"
  | "link"
  | "choice"
  | "date"
  | "integer"
  | "number"
  | "money"
  | "percent"
  | "duration";

export interface ReportColumn {
  key: string;
  label: Label;
  type: ColumnType;
}

export type ReportRow = Record<string, unknown>;

export interface Report {
  start: string;
  end: string;
  groups: { key: string; label: Label }[];
  columns: ReportColumn[];
  rows: ReportRow[];
  totals: ReportRow;
}

export type ReportName = "work-orders" | "people" | "time";

/** What each report is called, how it starts, and what it can be narrowed by. */
export const reports: Record<
  ReportName,
  { label: Text; group: string; measure: string; filters: { field: string; object: string; label: Text }[] }
> = {
  "work-orders": {
    label: { zh: "工单报表", en: "Work orders" },
    group: "day",
    measure: "total",
    filters: [
      { field: "work_type", object: "work_type", label: { zh: "工作类型", en: "Work type" } },
      { field: "area", object: "service_area", label: { zh: "区域", en: "Area" } },
      { field: "customer", object: "customer", label: { zh: "客户", en: "Customer" } },
    ],
  },
  people: {
    label: { zh: "人员报表", en: "People" },
    group: "person",
    measure: "jobs",
    filters: [
      { field: "engineer", object: "user", label: { zh: "人员", en: "Person" } },
      { field: "work_order.work_type", object: "work_type", label: { zh: "工作类型", en: "Work type" } },
    ],
  },
  time: {
    label: { zh: "工时报表", en: "Time" },
    group: "day",
    measure: "work",
    filters: [
      { field: "engineer", object: "user", label: { zh: "人员", en: "Person" } },
      { field: "work_order.work_type", object: "work_type", label: { zh: "工作类型", en: "Work type" } },
    ],
  },
};

export interface Asked {
  name: ReportName;
  start: string;
  end: string;
  groups: string[];
  /** Chosen ids by field. */
  filters: Record<string, string[]>;
}

function queryOf({ start, end, groups, filters }: Asked) {
  const leaves = Object.entries(filters)
    .filter(([, ids]) => ids.length > 0)
    .map(([field, ids]) => ({ field, op: "in", value: ids }));
  return {
    start,
    end,
    group_by: groups.join(","),
    filter: leaves.length > 0 ? JSON.stringify({ and: leaves }) : undefined,
  };
}

export const fetchReport = (asked: Asked, signal: AbortSignal): Promise<Report> =>
  get<Report>(`/api/v1/reports/${asked.name}`, queryOf(asked), signal);

/** Where the browser downloads the same table from. */
export function downloadUrl(asked: Asked, format: "xlsx" | "csv"): string {
  const search = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(queryOf(asked))) if (value) search.set(name, value);
  return `/api/v1/reports/${asked.name}?${search}`;
}
