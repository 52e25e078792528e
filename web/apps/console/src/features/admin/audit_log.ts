import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { get } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { momentAt } from "@sortie/ui/zone_time.ts";
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import type { Asked } from "./audit_asked.ts";
import { actorWords, actWords } from "./audit_words.ts";

export type Act = Wire<"ActOut">;

export interface ActsPage {
  entries: Act[];
  next: string | null;
}

const PAGE = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const AUDIT = "/api/v1/admin/audit";
export const AUDIT_KEY = ["audit"];

export const isId = (text: string): boolean => UUID.test(text);

/** The day after `day`, YYYY-MM-DD: the server's `to` is not included. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

export function useActs(
  asked: Asked,
): UseInfiniteQueryResult<InfiniteData<ActsPage>> & { rows: Act[] | undefined } {
  const result = useInfiniteQuery({
    queryKey: [...AUDIT_KEY, asked],
    queryFn: ({ pageParam, signal }) =>
      get<ActsPage>(
        AUDIT,
        {
          ...asked,
          from: asked.from ? momentAt(`${asked.from}T00:00`) : null,
          to: asked.to ? momentAt(`${dayAfter(asked.to)}T00:00`) : null,
          limit: PAGE,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return { ...result, rows: result.data?.pages.flatMap((page) => page.entries) };
}

const COMMAND = "command:";

/** What the act is called: by its object's own command, or by the acts all know. */
export function actLabel(action: string, object: ObjectMeta | undefined): { zh: string; en: string } {
  const known = actWords[action];
  if (known) return known;
  const command = action.startsWith(COMMAND) ? action.slice(COMMAND.length) : action;
  const move = object?.machine?.transitions.find((one) => one.command === command);
  return move?.label ?? { zh: command, en: command };
}

/** Who did it: by name, or by kind where the name says no more. */
export function actorLabel(act: Act): { zh: string; en: string } {
  const named = act.actor_name && act.actor_name !== act.actor_kind;
  const name = named ? act.actor_name : act.actor_kind;
  return (named ? undefined : actorWords[act.actor_kind]) ?? { zh: name, en: name };
}
