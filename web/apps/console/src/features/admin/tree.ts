import type { Reference, Row } from "@sortie/client/records.ts";

export interface UnitNode {
  key: string;
  title: string;
  row: Row;
  children: UnitNode[];
}

/** Flat units as a tree by their parents; a unit whose parent isn't seen stands at the top. */
export function treeOf(rows: Row[]): UnitNode[] {
  const nodes = new Map(
    rows.map((row) => [
      row.id,
      { key: row.id, title: String(row.values.name), row, children: [] as UnitNode[] },
    ]),
  );
  const top: UnitNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get((node.row.values.parent as Reference | null)?.id ?? "");
    (parent ? parent.children : top).push(node);
  }
  return top;
}

/** Whether `below` hangs somewhere under `above`. */
export function isUnder(rows: Row[], below: string, above: string): boolean {
  const parents = new Map(rows.map((row) => [row.id, (row.values.parent as Reference | null)?.id]));
  const seen = new Set<string>();
  for (let at: string | undefined = below; at && !seen.has(at); at = parents.get(at)) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}
