import type { FieldMeta, FieldType as TypeName } from "@sortie/client/metadata.ts";
import { type FieldType, isEmpty, type Problem } from "./field_type.ts";
import { choice, choices, state, switchType } from "./types/choices.tsx";
import { files, photo, signature } from "./types/media.tsx";
import { date, datetime, stampedAt, time } from "./types/moments.tsx";
import { currency, duration, number, percent } from "./types/numbers.tsx";
import { address, location } from "./types/places.tsx";
import { department, link, links, member, members, stampedBy } from "./types/references.tsx";
import { subTable } from "./types/sub_table.tsx";
import { autonumber, email, longText, phone, scan, text, url } from "./types/texts.tsx";
import { fieldWords } from "./words.ts";

/** The web twin of the server's field-type registry: every screen draws a type from here and nowhere else. */
export const fieldTypes: Record<TypeName, FieldType> = {
  text,
  long_text: longText,
  number,
  currency,
  percent,
  date,
  time,
  datetime,
  duration,
  switch: switchType,
  phone,
  email,
  url,
  choice,
  choices,
  member,
  members,
  department,
  location,
  address,
  photo,
  files,
  signature,
  scan,
  link,
  links,
  sub_table: subTable,
  autonumber,
  created_at: stampedAt,
  created_by: stampedBy,
  updated_at: stampedAt,
  updated_by: stampedBy,
  deleted_at: stampedAt,
  owner: member,
  state,
  id: { ...autonumber, filter: "none" },
  version: { ...number, system: true },
};

/** An unknown type is read as text, so that an older phone survives a newer server. */
export function fieldType(field: Pick<FieldMeta, "type">): FieldType {
  return fieldTypes[field.type] ?? fieldTypes.autonumber;
}

export function isEditable(field: FieldMeta): boolean {
  return field.right === "write" && !field.system && !fieldType(field).system;
}

/** The first problem with a value, required included. */
export function problemWith(field: FieldMeta, value: unknown): Problem | null {
  if (isEmpty(value)) return field.required && field.type !== "switch" ? { text: fieldWords.required } : null;
  return fieldType(field).check?.(field, value) ?? null;
}

/** A form's values as they go to the server; an emptied field becomes null. */
export function toWire(fields: FieldMeta[], values: Record<string, unknown>): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (const field of fields) {
    if (!(field.name in values)) continue;
    const value = values[field.name];
    const out = fieldType(field).toWire;
    wire[field.name] = isEmpty(value) && !Array.isArray(value) ? null : out ? out(value) : value;
  }
  return wire;
}
