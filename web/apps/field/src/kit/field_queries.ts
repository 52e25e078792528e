import { records } from "@sortie/client/records.ts";
import { type QueryClient, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type Day, fieldApi, type Job, type Offer } from "./field_api.ts";

const LOOK_AGAIN_MS = 60_000;

/** Under the object's own keys, so that the live line's hint about it fetches these again too. */
export const fieldKeys = {
  visits: ["records", "appointment"] as const,
  days: ["records", "appointment", "day"] as const,
  day: (day: string | null) => ["records", "appointment", "day", day] as const,
  job: (id: string) => ["records", "appointment", "job", id] as const,
  offers: ["records", "offer", "mine"] as const,
  unread: ["records", "notification", "unread"] as const,
};

/** One day of mine; null is the company's today. */
export function useDay(day: string | null): UseQueryResult<Day> {
  return useQuery({
    queryKey: fieldKeys.day(day),
    queryFn: ({ signal }) => fieldApi.day(day, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useJob(id: string): UseQueryResult<Job> {
  return useQuery({
    queryKey: fieldKeys.job(id),
    queryFn: ({ signal }) => fieldApi.job(id, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useOffers(): UseQueryResult<Offer[]> {
  return useQuery({
    queryKey: fieldKeys.offers,
    queryFn: ({ signal }) => fieldApi.offers(signal),
    refetchInterval: LOOK_AGAIN_MS / 3,
  });
}

/** How many of my messages are unread; counted up to a page. */
export function useUnread(): number {
  const { data } = useQuery({
    queryKey: fieldKeys.unread,
    queryFn: async ({ signal }) => {
      const page = await records.list(
        "notification",
        { filter: { field: "read_at", op: "is_null", value: true }, fields: ["read_at"], limit: 100 },
        signal,
      );
      return page.records.length;
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
  return data ?? 0;
}

/** Shows a job as an act answered it, and makes the days ask again. A read still under way began before the act:
 * its older answer must not come after. */
export async function keepJob(client: QueryClient, job: Job): Promise<void> {
  await client.cancelQueries({ queryKey: fieldKeys.job(job.appointment.id) });
  client.setQueryData(fieldKeys.job(job.appointment.id), job);
  void client.invalidateQueries({ queryKey: fieldKeys.days });
}
