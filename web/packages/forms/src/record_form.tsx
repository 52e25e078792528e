import type { FieldMeta, ObjectMeta, SectionMeta } from "@sortie/client/metadata.ts";
import { ApiError, OfflineError } from "@sortie/client/problem.ts";
import { uuid7 } from "@sortie/client/uuid7.ts";
import { type Say, useSay } from "@sortie/ui/language.ts";
import { type FormEvent, useMemo, useRef, useState } from "react";
import "./forms.css";
import { withStates } from "./record_value.tsx";
import { fieldType, isEditable, problemWith, toWire } from "./registry.ts";
import { useForms } from "./widgets.tsx";
import { fieldWords } from "./words.ts";

export interface RecordFormProps {
  object: ObjectMeta;
  /** The record as it is; absent for a new one. */
  initial?: Record<string, unknown>;
  /** Only the changed fields, ready for the wire; `key` is one for this act, however often it is sent. */
  onSubmit: (values: Record<string, unknown>, key: string) => Promise<unknown>;
  onCancel?: () => void;
  /** Instead of the object's edit layout. */
  sections?: SectionMeta[];
  submitLabel?: string;
  columns?: number;
}

type Values = Record<string, unknown>;
type Errors = Record<string, string>;

function sectionsOf(object: ObjectMeta): SectionMeta[] {
  if (object.layouts.edit.length > 0) return object.layouts.edit;
  return [
    { label: object.label, columns: 2, fields: object.fields.filter(isEditable).map((field) => field.name) },
  ];
}

function firstValues(fields: FieldMeta[], initial: Values | undefined): Values {
  const values: Values = {};
  for (const field of fields)
    values[field.name] = initial ? (initial[field.name] ?? null) : (field.default ?? null);
  return values;
}

/** Problems by field path, as the server would name them. */
export function problemsOf(fields: FieldMeta[], values: Values, say: Say): Errors {
  const errors: Errors = {};
  for (const field of fields) {
    const problem = isEditable(field) ? problemWith(field, values[field.name]) : null;
    if (problem) errors[field.name] = say(problem.text, { label: say(field.label), ...problem.filling });
  }
  return errors;
}

function changed(values: Values, before: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}

/** State of one form: values, messages, and an act key renewed only when the values changed after a refusal. */
function useRecordForm(object: ObjectMeta, fields: FieldMeta[], { initial, onSubmit }: RecordFormProps) {
  const say = useSay();
  const [before] = useState(() => firstValues(fields, initial));
  const [values, setValues] = useState(before);
  const [errors, setErrors] = useState<Errors>({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const act = useRef(uuid7());

  const set = (name: string, value: unknown): void => {
    act.current = uuid7();
    setValues((all) => ({ ...all, [name]: value }));
    setErrors(({ [name]: _gone, ...rest }) => rest);
  };
  const refuse = (problems: Errors): void => {
    setErrors(problems);
    setTrouble(say(fieldWords.fixFields, { count: Object.keys(problems).length }));
    const first = fields.find((field) => problems[field.name]);
    document
      .querySelector<HTMLElement>(
        `[data-form="${object.name}"] [data-field="${first?.name}"] :is(input,textarea,button,select)`,
      )
      ?.focus();
  };
  const submit = async (): Promise<void> => {
    const problems = problemsOf(fields, values, say);
    if (Object.keys(problems).length > 0) return refuse(problems);
    setBusy(true);
    setTrouble("");
    try {
      const out = initial
        ? changed(values, before)
        : Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
      await onSubmit(toWire(fields, out), act.current);
      act.current = uuid7();
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) refuse(error.byField());
      if (error instanceof ApiError) setTrouble(error.detail || error.title);
      else if (error instanceof OfflineError) setTrouble(say(fieldWords.offline));
      else throw error;
    } finally {
      setBusy(false);
    }
  };
  return { values, errors, trouble, busy, set, submit };
}

/** A form drawn from metadata: one field per line or in columns, the server's messages at their fields. */
export function RecordForm(props: RecordFormProps) {
  const { object, onCancel, submitLabel, columns } = props;
  const { widgets } = useForms();
  const say = useSay();
  const sections = props.sections ?? sectionsOf(object);
  const fields = useMemo(
    () => object.fields.filter((field) => sections.some((section) => section.fields.includes(field.name))),
    [object, sections],
  );
  const form = useRecordForm(object, fields, props);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void form.submit();
  };
  return (
    <form className="f-form" data-form={object.name} noValidate onSubmit={submit}>
      {form.trouble ? <widgets.Alert>{form.trouble}</widgets.Alert> : null}
      {sections.map((section) => (
        <widgets.Group
          key={section.fields.join()}
          title={say(section.label)}
          columns={columns ?? section.columns}
        >
          {section.fields.map((name) => {
            const field = fields.find((one) => one.name === name);
            if (!field) return null;
            return (
              <RecordField
                key={name}
                field={withStates(object, field)}
                value={form.values[name]}
                error={form.errors[name]}
                disabled={form.busy}
                onChange={(value) => form.set(name, value)}
              />
            );
          })}
        </widgets.Group>
      ))}
      <div className="f-actions">
        {onCancel ? <widgets.Button onPress={onCancel}>{say(fieldWords.cancel)}</widgets.Button> : null}
        <widgets.Button kind="primary" submit busy={form.busy} onPress={() => undefined}>
          {submitLabel ?? say(fieldWords.save)}
        </widgets.Button>
      </div>
    </form>
  );
}

export interface RecordFieldProps {
  field: FieldMeta;
  value: unknown;
  error?: string | undefined;
  disabled?: boolean;
  onChange: (value: unknown) => void;
}

/** One labelled input of any type, for forms with a layout of their own. */
export function RecordField({ field, value, error, disabled, onChange }: RecordFieldProps) {
  const { widgets } = useForms();
  const say = useSay();
  const { Input } = fieldType(field);
  const editable = isEditable(field);
  return (
    <div data-field={field.name}>
      <widgets.Frame
        label={say(field.label)}
        required={field.required && editable}
        error={error}
        help={field.help ? say(field.help) : undefined}
      >
        {(ties) => (
          <Input
            field={field}
            value={value}
            onChange={onChange}
            ties={ties}
            disabled={disabled || !editable}
          />
        )}
      </widgets.Frame>
    </div>
  );
}
