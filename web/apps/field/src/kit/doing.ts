import { ApiError } from "@sortie/client/problem.ts";
import { useAct } from "@sortie/client/queries.ts";
import { happenedNow } from "@sortie/sync/clock.ts";
import { useSay } from "@sortie/ui/language.ts";
import { toast } from "@sortie/ui/toast.tsx";
import { useCallback, useRef, useState } from "react";
import type { Place } from "./field_api.ts";
import { lastPlace } from "./geo.ts";
import { kitWords } from "./words.ts";

/** When and where an act happened: made at its first press, the same however often it is sent. */
export interface Happened {
  occurred_at: string;
  clock_offset_ms?: number;
  location?: Place;
}

export interface Doing {
  busy: boolean;
  /** Runs one act of the user; a second press while it runs does nothing. `undefined` when it failed.
   * `what` says what the act is: the same again after a broken line carries the same key. `onRefusal`
   * may take an error over by returning true; otherwise the person is told. */
  run: <T>(
    what: unknown,
    act: (key: string, happened: Happened) => Promise<T>,
    onRefusal?: (error: unknown) => boolean,
  ) => Promise<T | undefined>;
}

/** A failure in the reader's words: each wrong field, else the server's sentence, else «no network». */
export function troubleText(error: unknown, offline: string): string {
  if (!(error instanceof ApiError)) return offline;
  const fields = error.fields.map((field) => field.detail).filter(Boolean);
  return fields.length > 0 ? fields.slice(0, 3).join(" ") : error.detail || error.title;
}

export function useDoing(): Doing {
  const say = useSay();
  const act = useAct();
  const running = useRef(false);
  const last = useRef("");
  const happened = useRef<Happened | null>(null);
  const [busy, setBusy] = useState(false);
  const run = useCallback<Doing["run"]>(
    async (what, doing, onRefusal) => {
      if (running.current) return undefined;
      running.current = true;
      setBusy(true);
      const print = JSON.stringify(what);
      const renew = (): void => {
        act.renew();
        happened.current = null;
      };
      if (print !== last.current) renew();
      last.current = print;
      happened.current ??= { ...happenedNow(), ...lastPlace() };
      try {
        const done = await doing(act.key(), happened.current);
        renew();
        return done;
      } catch (error) {
        // an answer came: trying again is a new act
        if (error instanceof ApiError) renew();
        if (!onRefusal?.(error)) toast(troubleText(error, say(kitWords.offline)), "danger");
        return undefined;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [act.key, act.renew, say],
  );
  return { busy, run };
}
