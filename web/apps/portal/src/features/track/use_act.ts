import { ApiError } from "@sortie/client/problem.ts";
import { useAct } from "@sortie/client/queries.ts";
import { toast } from "@sortie/ui/toast.tsx";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { portal, type Tracking } from "../../kit/portal_api.ts";

/** One thing the customer does; the page shows the answer at once, and a double press is one act. */
export function useCustomerAct(
  company: string,
  token: string,
  verb: "accept" | "refuse" | "rate" | "cancel" | "comment",
  done: string,
): UseMutationResult<Tracking, Error, unknown> {
  const client = useQueryClient();
  const act = useAct();
  return useMutation({
    mutationFn: (body: unknown) => portal.act(company, token, verb, body, act.key()),
    onSuccess: (job) => {
      act.renew();
      client.setQueryData(["portal", "track", company, token], job);
      toast(done);
    },
    onError: (error) => {
      if (error instanceof ApiError) act.renew();
      toast(error.message, "danger");
    },
  });
}
