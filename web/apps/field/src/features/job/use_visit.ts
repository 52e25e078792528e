import { navigate } from "@sortie/ui/router.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { type Doing, useDoing } from "../../kit/doing.ts";
import { fieldApi, type Gone, type Job, type Verb } from "../../kit/field_api.ts";
import { fieldKeys, keepJob } from "../../kit/field_queries.ts";

export interface VisitActs extends Doing {
  /** Does the verb on this visit, shows what came of it and tells whether it worked. */
  act: (verb: Verb, body: object, done: string, onRefusal?: (error: unknown) => boolean) => Promise<boolean>;
}

export function useVisit(id: string): VisitActs {
  const client = useQueryClient();
  const doing = useDoing();
  const act: VisitActs["act"] = async (verb, body, done, onRefusal) => {
    const answer = await doing.run(
      { verb, body },
      (key, happened) => fieldApi.act(id, verb, { ...happened, ...body }, key),
      (error) => {
        // somebody else may have moved it: show how it stands
        void client.invalidateQueries({ queryKey: fieldKeys.job(id) });
        return onRefusal?.(error) ?? false;
      },
    );
    if (!answer) return false;
    toast(done);
    if (isJob(answer)) await keepJob(client, answer);
    else {
      void client.invalidateQueries({ queryKey: fieldKeys.visits });
      navigate("/", { replace: true });
    }
    return true;
  };
  return { ...doing, act };
}

function isJob(answer: Job | Gone): answer is Job {
  return "order" in answer;
}
