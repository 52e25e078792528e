import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";

/** A record's state as the catalogue calls and colours it. */
export function RecordState({ object, value }: { object: string; value: unknown }) {
  const say = useSay();
  const state = useObject(object)?.machine?.states.find((one) => one.name === value);
  return state ? <Tag tone={state.color}>{say(state.label)}</Tag> : null;
}
