import type { FieldMeta, ObjectMeta } from "@sortie/client/metadata.ts";
import { fieldNamed } from "@sortie/client/metadata.ts";
import type { Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import "./forms.css";
import { isEmpty } from "./field_type.ts";
import { fieldType } from "./registry.ts";
import { useForms } from "./widgets.tsx";
import { fieldWords } from "./words.ts";

/** The state field's choices come from the machine, wherever that field is drawn. */
export function withStates(object: ObjectMeta, field: FieldMeta): FieldMeta {
  if (field.type !== "state" || !object.machine || field.name !== object.machine.field) return field;
  const choices = object.machine.states.map((one) => ({
    value: one.name,
    label: one.label,
    color: toneOf(one.color, one.category),
  }));
  return { ...field, options: { ...field.options, choices } };
}

function toneOf(color: string, category: string): string {
  return color && color !== "grey" ? color : category;
}

export interface RecordValueProps {
  field: FieldMeta;
  value: unknown;
  brief?: boolean;
  masked?: boolean;
}

/** One value, to read; a dash where there is none. */
export function RecordValue({ field, value, brief, masked }: RecordValueProps) {
  const say = useSay();
  const { Display } = fieldType(field);
  if (isEmpty(value)) return <span className="f-none">—</span>;
  if (masked)
    return <span title={say(fieldWords.masked)}>{typeof value === "string" ? value : "＊＊＊"}</span>;
  return <Display field={field} value={value} brief={brief} />;
}

/** All fields of a record by its detail layout; without one, every field in order. */
export function RecordDetail({ object, row, columns }: { object: ObjectMeta; row: Row; columns?: number }) {
  const { widgets } = useForms();
  const say = useSay();
  const sections =
    object.layouts.detail.length > 0
      ? object.layouts.detail
      : [
          {
            label: object.label,
            columns: 2,
            fields: object.fields.filter((field) => field.type !== "id").map((field) => field.name),
          },
        ];
  return (
    <>
      {sections.map((section) => (
        <widgets.Group
          key={section.fields.join()}
          title={say(section.label)}
          columns={columns ?? section.columns}
        >
          <widgets.Facts columns={columns ?? section.columns}>
            {section.fields.map((name) => {
              const field = fieldNamed(object, name);
              if (!field) return null;
              return (
                <widgets.Fact key={name} label={say(field.label)}>
                  <RecordValue
                    field={withStates(object, field)}
                    value={row.values[name]}
                    masked={row.masked.includes(name)}
                  />
                </widgets.Fact>
              );
            })}
          </widgets.Facts>
        </widgets.Group>
      ))}
    </>
  );
}

/** What a record is called: its title field, or its id's beginning. */
export function titleOf(object: ObjectMeta, row: Row): string {
  const value = row.values[object.title];
  if (typeof value === "string" && value) return value;
  if (typeof value === "object" && value !== null && "title" in value)
    return String((value as { title: unknown }).title ?? "");
  return row.id.slice(0, 8);
}
