import {
  type InfiniteData,
  QueryClient,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { listen } from "./events.ts";
import type { ObjectMeta } from "./metadata.ts";
import { type Catalog, fetchCatalog } from "./metadata_api.ts";
import { ApiError } from "./problem.ts";
import { type ListQuery, type Page, type Row, records, type Writing } from "./records.ts";
import { type Me, session } from "./session.ts";
import { uuid7 } from "./uuid7.ts";

const FRESH_MS = 15_000;
const CATALOG_FRESH_MS = 300_000;
const GATHER_MS = 250;

/** Server state of one app. A refusal (4xx) is an answer and is not asked again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
        networkMode: "always",
      },
    },
  });
}

export const keys = {
  me: ["me"] as const,
  catalog: ["catalog"] as const,
  object: (name: string) => ["records", name] as const,
  list: (name: string, query: ListQuery) => ["records", name, "list", query] as const,
  record: (name: string, id: string) => ["records", name, "one", id] as const,
};

/** null when nobody is signed in. */
export function useMe(): UseQueryResult<Me | null> {
  return useQuery({
    queryKey: keys.me,
    queryFn: () =>
      session.me().catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }),
    staleTime: CATALOG_FRESH_MS,
  });
}

export function useCatalog(): UseQueryResult<Catalog> {
  return useQuery({
    queryKey: keys.catalog,
    queryFn: ({ signal }) => fetchCatalog(signal),
    staleTime: CATALOG_FRESH_MS,
  });
}

/** One object's metadata once the catalogue is here; undefined before, or when this actor may not see it. */
export function useObject(name: string): ObjectMeta | undefined {
  return useCatalog().data?.objects[name];
}

/** A list that grows by `fetchNextPage` along the keyset cursor. */
export function useRecords(
  object: string,
  query: ListQuery = {},
  enabled = true,
): UseInfiniteQueryResult<InfiniteData<Page>> & { rows: Row[] } {
  const result = useInfiniteQuery({
    queryKey: keys.list(object, query),
    queryFn: ({ pageParam, signal }) => records.list(object, { ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
  });
  const pages = result.data?.pages;
  const rows = useMemo(() => pages?.flatMap((page) => page.records) ?? [], [pages]);
  return { ...result, rows };
}

export function useRecord(object: string, id: string, enabled = true): UseQueryResult<Row> {
  return useQuery({
    queryKey: keys.record(object, id),
    queryFn: ({ signal }) => records.get(object, id, undefined, signal),
    enabled,
  });
}

/** How many records match; null while it is counted. */
export function useCount(object: string, query: Pick<ListQuery, "filter" | "q">): number | null {
  const { data } = useQuery({
    queryKey: ["records", object, "count", query],
    queryFn: async ({ signal }) => {
      const [row] = await records.aggregate(
        object,
        {
          aggregates: [{ function: "count", path: "*", name: "count" }],
          filter: query.filter ?? null,
          search: query.q ?? "",
        },
        signal,
      );
      return Number(row?.values.count ?? 0);
    },
  });
  return data ?? null;
}

export interface RecordWrites {
  create: (values: Record<string, unknown>, writing?: Writing) => Promise<Row>;
  update: (id: string, values: Record<string, unknown>, writing: Writing) => Promise<Row>;
  command: (
    id: string,
    name: string,
    writing?: Writing & { values?: Record<string, unknown> },
  ) => Promise<Row>;
  delete: (id: string, writing?: Writing) => Promise<void>;
}

/** The writes of one object; each one makes what was read of it fetch again. */
export function useRecordWrites(object: string): RecordWrites {
  const client = useQueryClient();
  return useMemo(() => {
    const then = async <T>(write: Promise<T>): Promise<T> => {
      try {
        return await write;
      } finally {
        void client.invalidateQueries({ queryKey: keys.object(object) });
      }
    };
    return {
      create: (values, writing) => then(records.create(object, values, writing)),
      update: (id, values, writing) => then(records.update(object, id, values, writing)),
      command: (id, name, writing) => then(records.command(object, id, name, writing)),
      delete: (id, writing) => then(records.delete(object, id, writing)),
    };
  }, [client, object]);
}

/** One key for one act of the user, however often it is pressed or sent; `renew` after it succeeded. */
export function useAct(): { key: () => string; renew: () => void } {
  const held = useRef<string | null>(null);
  const key = useCallback(() => {
    held.current ??= uuid7();
    return held.current;
  }, []);
  const renew = useCallback(() => {
    held.current = null;
  }, []);
  return { key, renew };
}

/** Fetches again what shows these objects: their own queries, and those that name one in `meta.watches`. */
export function refresh(client: QueryClient, objects: string[]): void {
  for (const object of objects) void client.invalidateQueries({ queryKey: keys.object(object) });
  void client.invalidateQueries({
    predicate: ({ meta }) =>
      Array.isArray(meta?.watches) && meta.watches.some((one) => objects.includes(String(one))),
  });
}

const ALONE: Record<string, string[]> = {};

/** Keeps what is on the screen live: a change of an object makes its queries fetch again, and those of the objects it
 * is shown together with (`together`, a constant). True while connected. */
export function useLive(enabled = true, together: Record<string, string[]> = ALONE): boolean {
  const client = useQueryClient();
  const [up, setUp] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A bulk act tells of hundreds of changes at once: they are answered by one round of fetching.
    const heard = (object: string): void => {
      changed.add(object);
      timer ??= setTimeout(() => {
        timer = undefined;
        const objects = [...changed];
        changed.clear();
        refresh(client, objects);
      }, GATHER_MS);
    };
    const stop = listen({
      onLine: setUp,
      onEvent: ({ body }) => {
        const change = (body ?? {}) as { object?: string; kind?: string };
        if (change.object)
          for (const object of [change.object, ...(together[change.object] ?? [])]) heard(object);
        if (change.kind === "metadata") void client.invalidateQueries({ queryKey: keys.catalog });
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, enabled, together]);
  return up;
}
