import type { FilterTree } from "@sortie/client/records.ts";

export interface Leaf {
  field: string;
  op: string;
  value?: unknown;
}

/** The conditions of a generic list as its address keeps them: the same figures behind the same click. */
export function listSearch(leaves: Leaf[], sort?: string): { filter: string; sort?: string } {
  const all = leaves.map(({ field, op, value }, index) => ({
    key: String(index),
    field,
    op,
    value: value ?? null,
  }));
  return { filter: JSON.stringify({ join: "and", all }), ...(sort ? { sort } : {}) };
}

/** The same leaves as the server takes them. */
export function treeOfLeaves(leaves: Leaf[]): FilterTree | null {
  return leaves.length > 0 ? { and: leaves.map((leaf) => ({ ...leaf })) } : null;
}
