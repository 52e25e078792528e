import { keys } from "@sortie/client/queries.ts";
import { records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ConsolePage } from "../../../kit/page.tsx";
import { type ImportRun, runOf } from "./api.ts";
import { CheckedFile } from "./checked_file.tsx";
import "./importing.css";
import { Outcome, Progress } from "./run_parts.tsx";
import { RunState } from "./run_state.tsx";
import { importWords as words } from "./words.ts";

const EVERY_MS = 1_000;
const OBJECT = "order_import";

/** One import: what was found in the file, then how far it is, then what became of it. */
export function ImportPage() {
  const say = useSay();
  const { id } = useParams({ from: "/imports/$id" });
  const run = useQuery({
    queryKey: [...keys.object(OBJECT), "run", id],
    queryFn: async ({ signal }) => runOf(await records.get(OBJECT, id, undefined, signal)),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? EVERY_MS : false),
  });
  return (
    <ConsolePage
      title={run.data?.name ?? say(words.title)}
      note={run.data ? <RunState run={run.data} /> : null}
      actions={<Link to="/imports">{say(words.back)}</Link>}
    >
      <Loaded query={run} rows={6}>
        {(loaded) => <Face run={loaded} />}
      </Loaded>
    </ConsolePage>
  );
}

function Face({ run }: { run: ImportRun }) {
  if (run.state === "checked") return <CheckedFile key={run.id} run={run} />;
  return run.state === "running" ? <Progress run={run} /> : <Outcome run={run} />;
}
