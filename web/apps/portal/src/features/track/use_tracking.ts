import { listen } from "@sortie/client/events.ts";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { portal, type Tracking, trackBase } from "../../kit/portal_api.ts";

const LOOK_AGAIN_MS = 10_000;
const EN_ROUTE_MS = 20_000;
const GATHER_MS = 300;

/** The job behind the link, kept fresh by the server's hints; without a line it looks for itself. */
export function useTracking(company: string, token: string): UseQueryResult<Tracking> {
  const client = useQueryClient();
  const [up, setUp] = useState(false);
  const page = useQuery({
    queryKey: ["portal", "track", company, token],
    queryFn: () => portal.track(company, token),
    // where somebody is on the road is no event: it is asked while they drive
    refetchInterval: ({ state }) =>
      state.data?.visit?.state === "en_route" ? EN_ROUTE_MS : up ? false : LOOK_AGAIN_MS,
    retry: false,
  });
  const known = page.isSuccess;
  useEffect(() => {
    if (!known) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ["portal", "track", company, token] });
      }, GATHER_MS);
    };
    let was = false;
    const stop = listen({
      path: `${trackBase(company, token)}/events`,
      onLine: (now) => {
        // what happened while nobody listened
        if (now && was) look();
        was = true;
        setUp(now);
      },
      onEvent: ({ event }) => {
        if (event === "changed") look();
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, company, token, known]);
  return page;
}
