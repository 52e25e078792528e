import type { FilterTree } from "@sortie/client/records.ts";

export interface Condition {
  key: string;
  field: string;
  op: string;
  value: unknown;
}

export interface Conditions {
  join: "and" | "or";
  all: Condition[];
}

/** Operators that need no value. */
export const BARE = new Set([
  "is_null",
  "not_null",
  "is_me",
  "is_my_unit",
  "today",
  "yesterday",
  "this_week",
  "this_month",
]);

const idOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "id" in value ? value.id : value;

function complete({ field, op, value }: Condition): boolean {
  if (!field || !op) return false;
  if (BARE.has(op)) return true;
  if (op === "between")
    return Array.isArray(value) && value.length === 2 && value.every((one) => one !== "" && one !== null);
  return Array.isArray(value) ? value.length > 0 : value !== "" && value !== null && value !== undefined;
}

/** The tree that goes to the server; unfinished rows are left out, references become their ids. */
export function treeOf({ join, all }: Conditions): FilterTree | null {
  const leaves = all.filter(complete).map(({ field, op, value }) => {
    if (BARE.has(op)) return { field, op };
    return { field, op, value: Array.isArray(value) ? value.map(idOf) : idOf(value) };
  });
  if (leaves.length === 0) return null;
  return join === "or" ? { or: leaves } : { and: leaves };
}

/** Reads the conditions kept in the address bar; anything else there is nothing. */
export function conditionsFrom(text: string | undefined): Conditions {
  const none: Conditions = { join: "and", all: [] };
  if (!text) return none;
  try {
    const kept = JSON.parse(text) as Conditions;
    return Array.isArray(kept.all) ? { join: kept.join === "or" ? "or" : "and", all: kept.all } : none;
  } catch {
    return none;
  }
}

export function conditionsText(conditions: Conditions): string | undefined {
  return conditions.all.length > 0 ? JSON.stringify(conditions) : undefined;
}
