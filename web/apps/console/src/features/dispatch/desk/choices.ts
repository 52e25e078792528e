import { fieldNamed } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { withStates } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";

/** The options of a choice or state field, in the reader's language, for antd's controls. */
export function useChoices(name: string, field: string): { value: string; label: string }[] {
  const say = useSay();
  const object = useObject(name);
  const found = object ? fieldNamed(object, field) : undefined;
  if (!object || !found) return [];
  return (withStates(object, found).options.choices ?? []).map((one) => ({
    value: one.value,
    label: say(one.label),
  }));
}
