import type { ObjectMeta } from "@sortie/client/metadata.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { fieldType } from "@sortie/forms/registry.ts";
import type { Say } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import type { TableColumnType } from "antd";

const widths: Record<string, number> = {
  autonumber: 150,
  state: 110,
  choice: 120,
  datetime: 150,
  created_at: 150,
  updated_at: 150,
  date: 120,
  phone: 140,
  member: 130,
  owner: 130,
  department: 150,
  currency: 120,
  number: 110,
  long_text: 260,
  switch: 80,
};

/** Table columns of the chosen fields; sortable where the type can be sorted, the first one a link. */
export function columnsOf(
  object: ObjectMeta,
  names: string[],
  sort: string,
  say: Say,
): TableColumnType<Row>[] {
  const columns: TableColumnType<Row>[] = [];
  for (const [index, name] of names.entries()) {
    const raw = object.fields.find((one) => one.name === name);
    if (!raw) continue;
    const field = withStates(object, raw);
    const type = fieldType(field);
    columns.push({
      key: name,
      title: say(field.label),
      width: widths[field.type] ?? 190,
      align: type.align === "end" ? "right" : "left",
      ellipsis: true,
      sorter: type.sortable === true && field.right !== "masked",
      sortOrder: sort === name ? "ascend" : sort === `-${name}` ? "descend" : null,
      render: (_value, row) => {
        const shown = (
          <RecordValue field={field} value={row.values[name]} brief masked={row.masked.includes(name)} />
        );
        if (index > 0) return shown;
        return (
          <Link
            to="/records/$object/$id"
            params={{ object: object.name, id: row.id }}
            onClick={(event) => event.stopPropagation()}
          >
            {shown}
          </Link>
        );
      },
    });
  }
  return columns;
}

const storageKey = (object: string): string => `sortie.columns.${object}`;

/** The columns this reader chose for the object on this device; the object's list layout otherwise. */
export function chosenColumns(object: ObjectMeta): string[] {
  const kept = localStorage.getItem(storageKey(object.name))?.split(",") ?? [];
  const known = kept.filter((name) => object.fields.some((field) => field.name === name));
  if (known.length > 0) return known;
  if (object.layouts.list.length > 0) return object.layouts.list;
  return object.fields.slice(0, 6).map((field) => field.name);
}

export function keepColumns(object: string, names: string[]): void {
  localStorage.setItem(storageKey(object), names.join(","));
}
