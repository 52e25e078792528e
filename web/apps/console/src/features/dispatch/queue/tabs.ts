import type { FilterTree } from "@sortie/client/records.ts";

/** The queue's tabs, in the order an order passes them. A tab is a state, or everything late. */
export const TABS = [
  "in_review",
  "pending_dispatch",
  "in_pool",
  "rework",
  "cannot_complete",
  "dispatched",
  "in_progress",
  "on_hold",
  "pending_acceptance",
  "accepted",
  "late",
  "all",
] as const;

export type Tab = (typeof TABS)[number];

export interface QueueSearch {
  tab?: Tab | undefined;
  q?: string | undefined;
  type?: string | undefined;
  area?: string | undefined;
  priority?: string | undefined;
  sla?: string | undefined;
  engineer?: string | undefined;
  sort?: string | undefined;
  open?: string | undefined;
}

const FIELDS = ["type", "area", "priority", "sla", "engineer"] as const;
const PATHS: Record<(typeof FIELDS)[number], { field: string; op: string; many?: boolean }> = {
  type: { field: "work_type", op: "in", many: true },
  area: { field: "area", op: "in", many: true },
  priority: { field: "priority", op: "in", many: true },
  sla: { field: "sla_state", op: "in", many: true },
  engineer: { field: "engineers", op: "has_any", many: true },
};

export function tabOf(search: QueueSearch): Tab {
  return search.tab && TABS.includes(search.tab) ? search.tab : "pending_dispatch";
}

/** The address bar's words as the server's filter tree; null for none. */
export function filterOf(search: QueueSearch): FilterTree | null {
  const tests: FilterTree[] = [];
  const tab = tabOf(search);
  if (tab === "late")
    tests.push(
      { field: "sla_state", op: "eq", value: "breached" },
      { field: "state", op: "category", value: "open" },
    );
  else if (tab !== "all") tests.push({ field: "state", op: "eq", value: tab });
  for (const name of FIELDS) {
    const value = search[name];
    if (!value) continue;
    const { field, op } = PATHS[name];
    tests.push({ field, op, value: value.split(",") });
  }
  return tests.length > 0 ? { and: tests } : null;
}

export function isFiltered(search: QueueSearch): boolean {
  return Boolean(search.q) || FIELDS.some((name) => search[name]);
}

/** What waits is sorted by when it must be there; what is under way by when it must be finished. */
export function sortOf(search: QueueSearch): string {
  if (search.sort) return search.sort;
  return tabOf(search) === "all" ? "-created_at" : "finish_due";
}
