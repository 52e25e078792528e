import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { StateTag } from "../../../kit/state_tag.tsx";
import type { ImportRun } from "./api.ts";

/** The state in the object's own words and colours. */
export function RunState({ run }: { run: ImportRun }) {
  const say = useSay();
  const state = useObject("order_import")?.machine?.states.find((one) => one.name === run.state);
  return <StateTag tone={state?.color ?? "grey"}>{state ? say(state.label) : run.state}</StateTag>;
}
