import type { Block } from "../desk/api.ts";

/** Blocks that overlap (done ones may) go below each other: each row holds blocks that don't. */
export function rowsOf(blocks: Block[]): Block[][] {
  const rows: Block[][] = [];
  for (const block of [...blocks].sort((a, b) => Date.parse(a.planned_start) - Date.parse(b.planned_start))) {
    const free = rows.find(
      (row) => Date.parse(row.at(-1)?.planned_end ?? "") <= Date.parse(block.planned_start),
    );
    if (free) free.push(block);
    else rows.push([block]);
  }
  return rows;
}
