import type { Reference } from "@sortie/client/records.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useCallback } from "react";
import type { FieldInputProps, FieldType } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

/** Reads a reference however it comes: `{id, title}`, a bare id, or a list of either. */
export function referencesOf(value: unknown): Reference[] {
  const all = Array.isArray(value)
    ? value
    : value === null || value === undefined || value === ""
      ? []
      : [value];
  return all.map((one) =>
    typeof one === "object" && one !== null
      ? { id: String((one as Reference).id), title: (one as Reference).title ?? null }
      : { id: String(one), title: null },
  );
}

function ReferenceInput({
  field,
  value,
  onChange,
  ties,
  disabled,
  object,
  multiple,
}: FieldInputProps & { object: string; multiple: boolean }) {
  const { widgets, search } = useForms();
  const say = useSay();
  const find = useCallback((text: string) => search(object, text), [search, object]);
  return (
    <widgets.Lookup
      ties={ties}
      title={say(field.label)}
      multiple={multiple}
      search={find}
      value={referencesOf(value)}
      onChange={(next) => onChange(multiple ? next : (next[0] ?? null))}
      disabled={disabled}
    />
  );
}

function referenceType(object: string | null, multiple: boolean, face: boolean): FieldType {
  return {
    Input: (props) => (
      <ReferenceInput {...props} object={object ?? props.field.options.object ?? ""} multiple={multiple} />
    ),
    Display: ({ field, value }) => {
      const { hrefOf } = useForms();
      const say = useSay();
      return (
        <span className="f-tags">
          {referencesOf(value).map((one) => {
            const title = one.title ?? say(fieldWords.notVisible);
            const href =
              object === null && one.title !== null ? hrefOf(field.options.object ?? "", one.id) : null;
            return (
              <span key={one.id} className="f-reference">
                {face && one.title ? <Avatar name={one.title} size={22} /> : null}
                {href ? <a href={href}>{title}</a> : title}
              </span>
            );
          })}
        </span>
      );
    },
    toWire: (value) => {
      const ids = referencesOf(value).map((one) => one.id);
      return multiple ? ids : (ids[0] ?? null);
    },
    operators: multiple
      ? ["has_any", "is_null", "not_null"]
      : face
        ? ["in", "is_me", "is_null", "not_null"]
        : object === "org_unit"
          ? ["in", "in_subtree", "is_my_unit"]
          : ["in", "is_null", "not_null"],
    filter: "record",
    sortable: !multiple,
  };
}

export const link = referenceType(null, false, false);
export const links = referenceType(null, true, false);
export const member = referenceType("user", false, true);
export const members = referenceType("user", true, true);
export const department = referenceType("org_unit", false, false);
export const stampedBy: FieldType = { ...member, system: true };
