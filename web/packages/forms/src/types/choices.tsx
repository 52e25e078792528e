import type { Choice, FieldMeta } from "@sortie/client/metadata.ts";
import { useSay } from "@sortie/ui/language.ts";
import { asText, type FieldInputProps, type FieldType } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

const choicesOf = (field: FieldMeta): Choice[] => field.options.choices ?? [];
const valuesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];

function ChoiceInput({
  field,
  value,
  onChange,
  ties,
  disabled,
  multiple,
}: FieldInputProps & { multiple: boolean }) {
  const { Choice: Widget } = useForms().widgets;
  const say = useSay();
  return (
    <Widget
      ties={ties}
      multiple={multiple}
      title={say(field.label)}
      options={choicesOf(field).map((one) => ({
        value: one.value,
        label: say(one.label),
        tone: one.color ?? "grey",
      }))}
      value={valuesOf(value)}
      onChange={(next) => onChange(multiple ? next : (next[0] ?? null))}
      disabled={disabled}
    />
  );
}

const Tags: FieldType["Display"] = ({ field, value }) => {
  const { Tag } = useForms().widgets;
  const say = useSay();
  return (
    <span className="f-tags">
      {valuesOf(value).map((one) => {
        const choice = choicesOf(field).find((known) => known.value === one);
        return (
          <Tag key={one} tone={choice?.color ?? "grey"}>
            {choice ? say(choice.label) : one}
          </Tag>
        );
      })}
    </span>
  );
};

const checkChoice: FieldType["check"] = (field, value) =>
  choicesOf(field).length === 0 ||
  valuesOf(value).every((one) => choicesOf(field).some((known) => known.value === one))
    ? null
    : { text: fieldWords.badChoice };

export const choice: FieldType = {
  Input: (props) => <ChoiceInput {...props} multiple={false} />,
  Display: Tags,
  check: checkChoice,
  operators: ["in", "not_in", "is_null", "not_null"],
  filter: "choice",
  sortable: true,
};

export const choices: FieldType = {
  Input: (props) => <ChoiceInput {...props} multiple />,
  Display: Tags,
  check: checkChoice,
  operators: ["has_any", "has_all", "is_null", "not_null"],
  filter: "choice",
};

/** A state is read here; it moves only by commands. `options.choices` are filled in from the machine. */
export const state: FieldType = {
  ...choice,
  Input: ({ field, value }) => <Tags field={field} value={value} />,
  operators: ["in", "not_in"],
  system: true,
};

export const switchType: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { Switch } = useForms().widgets;
    return <Switch ties={ties} value={value === true} onChange={onChange} disabled={disabled} />;
  },
  Display: ({ value }) => {
    const say = useSay();
    return <>{asText(value) === "" ? "" : say(value === true ? fieldWords.yes : fieldWords.no)}</>;
  },
  operators: ["eq"],
  filter: "switch",
  sortable: true,
};
