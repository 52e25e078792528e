import type { FieldMeta, ObjectMeta } from "@sortie/client/metadata.ts";
import { withStates } from "@sortie/forms/record_value.tsx";
import { fieldType } from "@sortie/forms/registry.ts";
import { useForms } from "@sortie/forms/widgets.tsx";
import type { FieldTies } from "@sortie/ui/field.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import "./filter.css";
import { BARE, type Condition, type Conditions } from "./conditions.ts";
import { operatorWords, filterWords as words } from "./filter_words.ts";

interface FilterBuilderProps {
  object: ObjectMeta;
  value: Conditions;
  onApply: (next: Conditions) => void;
}

const filterable = (field: FieldMeta): boolean =>
  field.right !== "masked" && fieldType(field).filter !== "none";

function fresh(object: ObjectMeta): Condition {
  const first =
    object.fields.find((field) => object.layouts.filters.includes(field.name)) ??
    object.fields.find(filterable);
  return {
    key: crypto.randomUUID(),
    field: first?.name ?? "",
    op: first ? (fieldType(first).operators[0] ?? "") : "",
    value: null,
  };
}

/** Rows of field, operator, value, joined by all or any; every field type brings its own operators and input. */
export function FilterBuilder({ object, value, onApply }: FilterBuilderProps) {
  const say = useSay();
  const [draft, setDraft] = useState<Conditions>(
    value.all.length > 0 ? value : { join: "and", all: [fresh(object)] },
  );
  const set = (key: string, change: Partial<Condition>): void =>
    setDraft({ ...draft, all: draft.all.map((one) => (one.key === key ? { ...one, ...change } : one)) });
  return (
    <div className="r-filter">
      <Segmented
        value={draft.join}
        onChange={(join) => setDraft({ ...draft, join })}
        options={[
          { value: "and" as const, label: say(words.all) },
          { value: "or" as const, label: say(words.any) },
        ]}
      />
      {draft.all.map((condition) => (
        <Row
          key={condition.key}
          object={object}
          condition={condition}
          onChange={(change) => set(condition.key, change)}
          onRemove={() => setDraft({ ...draft, all: draft.all.filter((one) => one.key !== condition.key) })}
        />
      ))}
      <div className="r-filter__foot">
        <Button type="dashed" onClick={() => setDraft({ ...draft, all: [...draft.all, fresh(object)] })}>
          {say(words.addCondition)}
        </Button>
        <span className="c-top__space" />
        <Button onClick={() => onApply({ join: "and", all: [] })}>{say(words.clear)}</Button>
        <Button type="primary" onClick={() => onApply(draft)}>
          {say(words.apply)}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  object: ObjectMeta;
  condition: Condition;
  onChange: (change: Partial<Condition>) => void;
  onRemove: () => void;
}

function Row({ object, condition, onChange, onRemove }: RowProps) {
  const say = useSay();
  const raw = object.fields.find((one) => one.name === condition.field);
  const field = raw ? withStates(object, raw) : undefined;
  const pickField = (name: string): void => {
    const next = object.fields.find((one) => one.name === name);
    onChange({ field: name, op: next ? (fieldType(next).operators[0] ?? "") : "", value: null });
  };
  return (
    <div className="r-filter__row">
      <Select
        aria-label={say(words.field)}
        showSearch={{ optionFilterProp: "label" }}
        value={condition.field}
        onChange={pickField}
        options={object.fields.filter(filterable).map((one) => ({ value: one.name, label: say(one.label) }))}
      />
      <Select
        aria-label={say(words.operator)}
        value={condition.op}
        onChange={(op) => onChange({ op, value: null })}
        options={(field ? fieldType(field).operators : []).map((op) => ({
          value: op,
          label: say(operatorWords[op] ?? { zh: op, en: op }),
        }))}
      />
      <div className="r-filter__value">
        {field && !BARE.has(condition.op) ? (
          <Value field={field} condition={condition} onChange={onChange} />
        ) : null}
      </div>
      <Button
        type="text"
        aria-label={say(words.removeCondition)}
        icon={<Icon name="cross" size={16} />}
        onClick={onRemove}
      />
    </div>
  );
}

const LISTS = new Set(["in", "not_in", "has_any", "has_all"]);

/** The value's own input, made from the registry: a list of choices, a pair of bounds, a record, a word. */
function Value({
  field,
  condition,
  onChange,
}: {
  field: FieldMeta;
  condition: Condition;
  onChange: (change: Partial<Condition>) => void;
}) {
  const { widgets, search } = useForms();
  const say = useSay();
  const { Input, filter } = fieldType(field);
  const ties = (name: { zh: string; en: string }): FieldTies =>
    ({ id: `${condition.key}-${name.en}`, "aria-label": say(name) }) as unknown as FieldTies;
  const set = (value: unknown): void => onChange({ value });
  if (filter === "choice") {
    const options = (field.options.choices ?? []).map((one) => ({ value: one.value, label: say(one.label) }));
    return (
      <Select
        mode="multiple"
        aria-label={say(words.value)}
        className="c-wide"
        value={(condition.value as string[] | null) ?? []}
        onChange={set}
        options={options}
      />
    );
  }
  if (filter === "record" && (LISTS.has(condition.op) || condition.op === "in_subtree")) {
    const object = field.type === "department" ? "org_unit" : (field.options.object ?? "user");
    const value = (condition.value as { id: string; title: string }[] | null) ?? [];
    return (
      <widgets.Lookup
        ties={ties(words.value)}
        multiple
        title={say(field.label)}
        search={(text) => search(object, text)}
        value={value}
        onChange={set}
      />
    );
  }
  if (condition.op === "last_days" || condition.op === "next_days") {
    return (
      <widgets.Number
        ties={ties(words.value)}
        digits={0}
        value={String(condition.value ?? "")}
        onChange={(next) => set(next === "" ? null : Number(next))}
        after={say(words.days)}
      />
    );
  }
  if (condition.op === "between") {
    const [from = "", to = ""] = (condition.value as unknown[] | null) ?? [];
    return (
      <span className="c-line">
        <Input field={field} ties={ties(words.from)} value={from} onChange={(next) => set([next, to])} />
        <Input field={field} ties={ties(words.to)} value={to} onChange={(next) => set([from, next])} />
      </span>
    );
  }
  return (
    <Input
      field={{ ...field, right: "write" }}
      ties={ties(words.value)}
      value={condition.value}
      onChange={set}
    />
  );
}
