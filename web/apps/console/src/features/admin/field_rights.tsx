import type { Choice, ObjectMeta } from "@sortie/client/metadata.ts";
import type { Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Drawer, Select } from "antd";
import { adminWords as words } from "./words.ts";

interface FieldRightsProps {
  title: string;
  object: ObjectMeta;
  grant: Row;
  choices: Choice[];
  writable: boolean;
  onSet: (values: Record<string, unknown>) => void;
  onClose: () => void;
}

/** Field by field: hidden, masked, read or write; what isn't named here is as by default. */
export function FieldRights({ title, object, grant, choices, writable, onSet, onClose }: FieldRightsProps) {
  const say = useSay();
  const given = (grant.values.fields as Record<string, string> | null) ?? {};
  const options = choices.map(({ value, label }) => ({ value, label: say(label) }));
  const set = (field: string, right: string): void => {
    const { [field]: _before, ...rest } = given;
    onSet({ fields: right === "" ? rest : { ...rest, [field]: right } });
  };
  return (
    <Drawer open size={460} title={title} onClose={onClose}>
      <div className="m-fields">
        <strong>{say(words.byDefault)}</strong>
        <Select
          style={{ width: 130 }}
          disabled={!writable}
          aria-label={say(words.byDefault)}
          value={String(grant.values.default_field)}
          options={options}
          onChange={(default_field) => onSet({ default_field })}
        />
        {object.fields
          .filter((field) => field.type !== "id" && field.type !== "version")
          .map((field) => (
            <FieldLine
              key={field.name}
              label={say(field.label)}
              value={given[field.name] ?? ""}
              disabled={!writable}
              options={[{ value: "", label: say(words.asDefault) }, ...options]}
              onChange={(right) => set(field.name, right)}
            />
          ))}
      </div>
    </Drawer>
  );
}

interface FieldLineProps {
  label: string;
  value: string;
  disabled: boolean;
  options: { value: string; label: string }[];
  onChange: (right: string) => void;
}

function FieldLine({ label, value, disabled, options, onChange }: FieldLineProps) {
  return (
    <>
      <span>{label}</span>
      <Select
        style={{ width: 130 }}
        aria-label={label}
        value={value}
        disabled={disabled}
        options={options}
        onChange={onChange}
      />
    </>
  );
}
