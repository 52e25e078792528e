import type { ObjectMeta } from "@sortie/client/metadata.ts";

/** A field as the designer's form holds it. */
export interface FieldForm {
  name: string;
  zh: string;
  en: string;
  type: string;
  required?: boolean;
  searchable?: boolean;
  choices?: string;
  target?: string;
}

export const KEY = /^[a-z][a-z0-9_]{0,56}$/;

export const TYPES = [
  "text",
  "long_text",
  "number",
  "currency",
  "percent",
  "date",
  "datetime",
  "duration",
  "switch",
  "phone",
  "email",
  "url",
  "choice",
  "choices",
  "member",
  "department",
  "location",
  "photo",
  "files",
  "scan",
  "link",
] as const;

/** Lines as choices: «value=标签/Label», or a bare label whose key is its number. */
export function choicesOf(text: string | undefined): { value: string; label: { zh: string; en: string } }[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line, index) => {
      const [head = "", tail] = line.split("=", 2);
      const [zh = "", en] = (tail ?? head).split("/", 2);
      const value = tail === undefined ? `c${index + 1}` : head.trim();
      return { value, label: { zh: zh.trim(), en: (en ?? zh).trim() } };
    });
}

const OWN = "c_";

/** On a built-in object a field made here is marked by its name, so that a later release can't collide. */
export function ownName(object: Pick<ObjectMeta, "custom">, name: string): string {
  return object.custom || name.startsWith(OWN) ? name : `${OWN}${name}`;
}

/** Whether a field was made here, and may be taken out of use again. */
export const madeHere = (object: Pick<ObjectMeta, "custom">, name: string): boolean =>
  object.custom || name.startsWith(OWN);

/** What goes to the server. */
export function fieldOf(form: FieldForm): Record<string, unknown> {
  const options =
    form.type === "choice" || form.type === "choices"
      ? { choices: choicesOf(form.choices) }
      : form.type === "link"
        ? { object: form.target }
        : {};
  return {
    name: form.name,
    type: form.type,
    label: { zh: form.zh, en: form.en || form.zh },
    required: form.required ?? false,
    searchable: form.searchable ?? false,
    options,
  };
}
