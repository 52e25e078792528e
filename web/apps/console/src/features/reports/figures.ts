import type { GroupRow } from "@sortie/client/records.ts";
import type { Leaf } from "../../kit/list_link.ts";
import type { figureWords } from "./words.ts";

export type FigureKey = keyof typeof figureWords;

const OVER = ["accepted", "pending_settlement", "settled", "archived", "cancelled"];

/** What each figure counts: the very conditions its list opens with. */
export const figures: { key: FigureKey; leaves: Leaf[]; alarm?: boolean }[] = [
  { key: "review", leaves: [{ field: "state", op: "in", value: ["created", "in_review"] }] },
  {
    key: "dispatch",
    leaves: [{ field: "state", op: "in", value: ["pending_dispatch", "in_pool", "rework"] }],
  },
  { key: "going", leaves: [{ field: "state", op: "in", value: ["dispatched", "in_progress"] }] },
  {
    key: "late",
    leaves: [
      { field: "sla_state", op: "eq", value: "breached" },
      { field: "state", op: "not_in", value: OVER },
    ],
    alarm: true,
  },
  { key: "accept", leaves: [{ field: "state", op: "eq", value: "pending_acceptance" }] },
  { key: "done", leaves: [{ field: "finished_at", op: "today" }] },
];

export const openOrders: Leaf[] = [{ field: "state", op: "not_in", value: OVER }];
export const finishedLately: Leaf[] = [{ field: "finished_at", op: "last_days", value: 30 }];

/** A share as a whole per cent; null where there is nothing to share. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 100) : null;
}

export const countOf = (row: GroupRow | undefined): number => Number(row?.values.count ?? 0);

export interface Named {
  key: unknown;
  name: string;
  count: number;
}

/** Groups by one key as name and count, the largest first. */
export function namedCounts(rows: GroupRow[], unset: string): Named[] {
  return rows
    .map((row) => {
      const raw = row.keys[0];
      const key = raw as
        | { id?: string; title?: string | null; value?: string; label?: string }
        | string
        | null;
      if (key === null || key === undefined) return { key: null, name: unset, count: countOf(row) };
      if (typeof key === "string") return { key, name: key, count: countOf(row) };
      return { key: key.id ?? key.value, name: key.title ?? key.label ?? unset, count: countOf(row) };
    })
    .sort((a, b) => b.count - a.count);
}

/** One number a day for every day of `days`, absent days being nought. */
export function perDay(rows: GroupRow[], days: string[]): number[] {
  const found = new Map(rows.map((row) => [String(row.keys[0]).slice(0, 10), countOf(row)]));
  return days.map((day) => found.get(day) ?? 0);
}

/** The last `count` calendar days up to and with `today` (YYYY-MM-DD). */
export function daysUpTo(today: string, count: number): string[] {
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_one, index) =>
    new Date(last - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}
