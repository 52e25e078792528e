import type { Row } from "@sortie/client/records.ts";
import { type Call, get, post } from "@sortie/client/transport.ts";

const ROOT = "/api/v1/dispatch/imports";

export const TEMPLATE = "/api/v1/dispatch/import/template.xlsx";

export interface RowProblem {
  field: string;
  detail: string;
}

export interface CheckedLine {
  row: number;
  kind: "ok" | "skipped" | "error";
  number: string;
  cells: Record<string, string>;
  problems: RowProblem[];
}

/** What an import would make of each row of its file. */
export interface Checked {
  import: { id: string; file_name: string; create_missing: boolean; state: string };
  rows: number;
  ok: number;
  skipped: number;
  failed: number;
  columns: { key: string; label: string; required: boolean }[];
  lines: CheckedLine[];
  more: number;
}

/** A row that failed, as the import keeps it. */
export interface KeptProblem {
  row: number;
  field: string;
  zh: string;
  en: string;
}

/** An import as a record of its own. Numbers come as decimal texts. */
export interface ImportRun {
  id: string;
  name: string;
  state: string;
  rows: number;
  done: number;
  ok: number;
  skipped: number;
  failed: number;
  createMissing: boolean;
  problems: KeptProblem[];
  result: string | null;
  at: string;
  by: string;
}

export const RUN_FIELDS = [
  "file_name",
  "state",
  "rows",
  "done",
  "ok",
  "skipped",
  "failed",
  "created_at",
  "created_by",
];

const title = (value: unknown): string => (value as { title?: string | null } | null)?.title ?? "";

export function runOf({ id, values }: Row): ImportRun {
  const count = (name: string): number => Number(values[name] ?? 0);
  const first = (values.result as (string | { id: string })[] | null)?.[0];
  return {
    id,
    name: String(values.file_name ?? ""),
    state: String(values.state),
    rows: count("rows"),
    done: count("done"),
    ok: count("ok"),
    skipped: count("skipped"),
    failed: count("failed"),
    createMissing: Boolean(values.create_missing),
    problems: (values.problems as KeptProblem[] | null) ?? [],
    result: first === undefined ? null : typeof first === "string" ? first : first.id,
    at: String(values.created_at ?? ""),
    by: title(values.created_by),
  };
}

export const checkKey = (id: string, createMissing: boolean) =>
  ["imports", id, "check", createMissing] as const;

export const imports = {
  look: (file: File, call: Call): Promise<Checked> =>
    post<Checked>(ROOT, file, {
      ...call,
      headers: {
        "Content-Type": file.type || "application/octet-stream",
        "X-Filename": encodeURIComponent(file.name),
      },
    }),
  check: (id: string, createMissing: boolean, signal?: AbortSignal): Promise<Checked> =>
    get<Checked>(`${ROOT}/${id}/check`, { create_missing: String(createMissing) }, signal),
  start: (id: string, createMissing: boolean, call: Call): Promise<unknown> =>
    post(`${ROOT}/${id}/start`, { create_missing: createMissing }, call),
  stop: (id: string, call: Call): Promise<unknown> => post(`${ROOT}/${id}/stop`, {}, call),
};
