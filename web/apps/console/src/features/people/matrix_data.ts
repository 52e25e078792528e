import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Reference, Row } from "@sortie/client/records.ts";
import { useEffect, useMemo } from "react";

/** Up to this many pages of 500 are read: 200 people with 25 skills each. */
const MOST_PAGES = 10;

type Read = ReturnType<typeof useRecords>;

/** A list to its end, page by page; a matrix with half the cells would lie. */
function useWhole(read: Read): Read {
  const { hasNextPage, isFetchingNextPage, fetchNextPage, data } = read;
  const more = hasNextPage && !isFetchingNextPage && (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);
  return read;
}

export const idOf = (row: Row, field: string): string => (row.values[field] as Reference | null)?.id ?? "";

export interface MatrixWish {
  unit: string | undefined;
  skills: string[];
}

/** People × skills with what each holds; people of a unit, columns of the chosen skills. */
export function useMatrix({ unit, skills: wanted }: MatrixWish) {
  const mayPapers = useObject("certificate") !== undefined;
  const skills = useRecords("skill", { fields: ["name", "max_level"], sort: "code", limit: 100 });
  const people = useRecords("field_resource", { fields: ["user"], limit: 200 });
  const posts = useWhole(
    useRecords(
      "employment",
      { fields: ["user"], filter: unit ? inUnit(unit) : null, limit: 500 },
      Boolean(unit),
    ),
  );
  const held = useWhole(useRecords("user_skill", { fields: ["user", "skill", "level"], limit: 500 }));
  const papers = useWhole(
    useRecords(
      "certificate",
      {
        fields: ["user", "kind", "expires_on", "state"],
        filter: { field: "state", op: "in", value: ["valid", "expired"] },
        sort: "expires_on",
        limit: 500,
      },
      mayPapers,
    ),
  );
  const levels = useMemo(
    () => new Map(held.rows.map((row) => [`${idOf(row, "user")} ${idOf(row, "skill")}`, row])),
    [held.rows],
  );
  const columns = wanted.length > 0 ? skills.rows.filter((row) => wanted.includes(row.id)) : skills.rows;
  const inside = unit ? new Set(posts.rows.map((row) => idOf(row, "user"))) : null;
  const rows = people.rows.filter((row) => {
    const user = idOf(row, "user");
    if (!user || (inside && !inside.has(user))) return false;
    return wanted.length === 0 || wanted.some((skill) => levels.has(`${user} ${skill}`));
  });
  const reads = [skills, people, held, ...(unit ? [posts] : []), ...(mayPapers ? [papers] : [])];
  const failed = reads.find((read) => read.isError);
  const ready = reads.every((read) => read.data !== undefined && !read.hasNextPage);
  const query = { ...(failed ?? held), data: ready || failed ? held.data : undefined };
  return { query, columns, rows, levels, papers: byPerson(papers.rows), mayPapers, skills: skills.rows };
}

const inUnit = (unit: string): FilterTree => ({ field: "org_unit", op: "in_subtree", value: unit });

function byPerson(rows: Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const user = idOf(row, "user");
    found.set(user, [...(found.get(user) ?? []), row]);
  }
  return found;
}
