import { type GroupQuery, type GroupRow, records } from "@sortie/client/records.ts";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type Leaf, treeOfLeaves } from "../../kit/list_link.ts";

const MINUTE_MS = 60_000;

/** Groups of one object, fetched again each minute and when the object changes. */
export function useGroups(
  object: string,
  leaves: Leaf[],
  query: Omit<GroupQuery, "filter"> = {},
  enabled = true,
): UseQueryResult<GroupRow[]> {
  const asked: GroupQuery = { ...query, filter: treeOfLeaves(leaves) };
  return useQuery({
    queryKey: ["records", object, "groups", asked],
    queryFn: ({ signal }) => records.aggregate(object, asked, signal),
    refetchInterval: MINUTE_MS,
    enabled,
  });
}
