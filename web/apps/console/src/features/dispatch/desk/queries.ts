import { ApiError, OfflineError } from "@sortie/client/problem.ts";
import { refresh, useAct } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useState } from "react";
import { type BoardAnswer, type Candidates, desk, type OrderBrief, type WholeOrder } from "./api.ts";
import { deskWords } from "./words.ts";

const WATCHED = ["work_order", "appointment", "transfer", "offer"];

/** How many orders stand in each state, and how many are late. */
export function useCounts(): Record<string, number> {
  const { data } = useQuery({
    queryKey: ["desk", "counts"],
    queryFn: ({ signal }) => desk.counts(signal),
    meta: { watches: ["work_order"] },
  });
  return data?.groups ?? {};
}

export function useBoard(start: string, end: string, area: string | null): UseQueryResult<BoardAnswer> {
  return useQuery({
    queryKey: ["desk", "board", start, end, area],
    queryFn: ({ signal }) => desk.board(start, end, area, signal),
    placeholderData: keepPreviousData,
    meta: { watches: [...WATCHED, "shift", "leave", "last_position"] },
  });
}

export function useWholeOrder(id: string): UseQueryResult<WholeOrder> {
  return useQuery({
    queryKey: ["desk", "order", id],
    queryFn: ({ signal }) => desk.whole(id, signal),
    meta: {
      watches: [...WATCHED, "check_in", "step_result", "acceptance", "rating", "work_order_line", "bill"],
    },
  });
}

export function useCandidates(id: string, enabled = true): UseQueryResult<Candidates> {
  return useQuery({
    queryKey: ["desk", "candidates", id],
    queryFn: ({ signal }) => desk.candidates(id, null, signal),
    meta: { watches: ["appointment", "shift", "leave"] },
    enabled,
  });
}

/** A list row as the desk reads it. */
export function briefOf(row: Row): OrderBrief {
  return { engineers: [], ...row.values, id: row.id, version: row.version } as unknown as OrderBrief;
}

/** The server's words for a refusal; any other error is not ours to swallow. */
export function troubleOf(error: unknown, offline: string): string {
  if (error instanceof ApiError) return error.detail || error.title;
  if (error instanceof OfflineError) return offline;
  throw error;
}

export interface DeskAct {
  busy: boolean;
  /** Does it once, tells what came of it, fetches again. False when it was refused. */
  run: <T>(act: (key: string) => Promise<T>, done?: string | ((answer: T) => string)) => Promise<boolean>;
}

/** One act of the desk at a time, with one idempotency key until it is answered. */
export function useDeskAct(refused?: (error: ApiError) => boolean): DeskAct {
  const client = useQueryClient();
  const say = useSay();
  const { message } = App.useApp();
  const { key, renew } = useAct();
  const [busy, setBusy] = useState(false);
  const run = useCallback<DeskAct["run"]>(
    async (act, done) => {
      setBusy(true);
      try {
        const answer = await act(key());
        renew();
        if (done) void message.success(typeof done === "string" ? done : done(answer));
        return true;
      } catch (error) {
        if (error instanceof ApiError) renew();
        if (!(error instanceof ApiError && refused?.(error)))
          void message.error(troubleOf(error, say(deskWords.offline)), 6);
        return false;
      } finally {
        setBusy(false);
        refresh(client, WATCHED);
      }
    },
    [client, key, message, refused, renew, say],
  );
  return { busy, run };
}
