/** What an object is, as `/api/v1/meta/objects` tells this actor: hidden fields are not in it. */
export interface Label {
  zh: string;
  en: string;
}

export type FieldType =
  | "text"
  | "long_text"
  | "number"
  | "currency"
  | "percent"
  | "date"
  | "time"
  | "datetime"
  | "duration"
  | "switch"
  | "phone"
  | "email"
  | "url"
  | "choice"
  | "choices"
  | "member"
  | "members"
  | "department"
  | "location"
  | "address"
  | "photo"
  | "files"
  | "signature"
  | "scan"
  | "link"
  | "links"
  | "sub_table"
  | "autonumber"
  | "created_at"
  | "created_by"
  | "updated_at"
  | "updated_by"
  | "owner"
  | "state"
  | "id"
  | "version"
  | "deleted_at";

export type Category = "open" | "paused" | "done" | "cancelled";

export interface Choice {
  value: string;
  label: Label;
  color?: string;
}

/** By type: choice/choices `choices`; link/links `object`; sub_table `object`+`via`; numbers `digits min max currency`;
 * text `max_length pattern`; photo/files `max_count kinds`. */
export interface FieldOptions {
  choices?: Choice[];
  object?: string;
  via?: string;
  digits?: number;
  min?: number | string;
  max?: number | string;
  currency?: string;
  max_length?: number;
  pattern?: string;
  max_count?: number;
  kinds?: string[];
  unit?: Label | string;
  [key: string]: unknown;
}

export interface FieldMeta {
  name: string;
  type: FieldType;
  label: Label;
  required: boolean;
  right: "masked" | "read" | "write";
  system: boolean;
  searchable: boolean;
  options: FieldOptions;
  help: Label | null;
  default: unknown;
}

export interface StateMeta {
  name: string;
  label: Label;
  category: Category;
  color: string;
}

export interface TransitionMeta {
  command: string;
  sources: string[];
  target: string;
  label: Label;
  needs_reason: boolean;
}

export interface MachineMeta {
  field: string;
  initial: string;
  states: StateMeta[];
  transitions: TransitionMeta[];
}

export interface SectionMeta {
  label: Label;
  fields: string[];
  columns: number;
}

export interface ObjectMeta {
  name: string;
  label: Label;
  title: string;
  module: string;
  icon: string;
  writable: boolean;
  custom: boolean;
  /** The link field to the object this one is a detail of, if it is. */
  parent?: string | null;
  /** What this actor may do: read create update delete export … `command:<name>`, or `*`. */
  actions: string[];
  fields: FieldMeta[];
  machine: MachineMeta | null;
  layouts: {
    list: string[];
    sort: string[];
    filters: string[];
    detail: SectionMeta[];
    edit: SectionMeta[];
    /** `asset.site`: objects listed under a record, by that link field. */
    related: string[];
  };
}

type Raw = Record<string, unknown>;

function fieldOf(raw: Raw): FieldMeta {
  const right = String(raw.right ?? "read").toLowerCase();
  return {
    name: String(raw.name),
    type: String(raw.type) as FieldType,
    label: labelOf(raw.label, String(raw.name)),
    required: raw.required === true,
    right: right === "write" || right === "masked" ? right : "read",
    system: raw.system === true,
    searchable: raw.searchable === true,
    options: (raw.options ?? {}) as FieldOptions,
    help: raw.help ? labelOf(raw.help, "") : null,
    default: raw.default ?? null,
  };
}

function labelOf(raw: unknown, otherwise: string): Label {
  if (typeof raw === "string") return { zh: raw, en: raw };
  const label = (raw ?? {}) as Partial<Label>;
  return { zh: label.zh ?? label.en ?? otherwise, en: label.en ?? label.zh ?? otherwise };
}

const list = (raw: unknown): Raw[] => (Array.isArray(raw) ? (raw as Raw[]) : []);
const names = (raw: unknown): string[] => (Array.isArray(raw) ? raw.map(String) : []);

function machineOf(raw: Raw): MachineMeta | null {
  const machine = (raw.machine ?? null) as Raw | null;
  const source = machine ?? raw;
  if (list(source.states).length === 0) return null;
  return {
    field: String(source.field ?? source.state_field ?? "state"),
    initial: String(source.initial ?? ""),
    states: list(source.states).map((state) => ({
      name: String(state.name),
      label: labelOf(state.label, String(state.name)),
      category: String(state.category ?? "open") as Category,
      color: String(state.color ?? "grey"),
    })),
    transitions: list(source.transitions).map((move) => ({
      command: String(move.command),
      sources: names(move.sources),
      target: String(move.target),
      label: labelOf(move.label, String(move.command)),
      needs_reason: move.needs_reason === true,
    })),
  };
}

function sections(raw: unknown): SectionMeta[] {
  return list(raw).map((section) => ({
    label: labelOf(section.label, ""),
    fields: names(section.fields),
    columns: Number(section.columns ?? 2),
  }));
}

/** One object of the catalogue, with every absent part filled in, so that screens need no guards. */
export function objectOf(raw: Raw): ObjectMeta {
  const layouts = (raw.layouts ?? {}) as Raw;
  const fields = list(raw.fields).map(fieldOf);
  const shown = new Set(fields.map((field) => field.name));
  const visible = (wanted: string[]): string[] =>
    wanted.filter((name) => shown.has(name.split(".")[0] as string));
  const tidy = (wanted: SectionMeta[]): SectionMeta[] =>
    wanted
      .map((section) => ({ ...section, fields: visible(section.fields) }))
      .filter((section) => section.fields.length > 0);
  return {
    name: String(raw.name),
    label: labelOf(raw.label, String(raw.name)),
    title: String(raw.title ?? "id"),
    module: String(raw.module ?? ""),
    icon: String(raw.icon ?? "file"),
    writable: raw.writable !== false,
    custom: raw.custom === true,
    parent: typeof raw.parent === "string" ? raw.parent : null,
    actions: names(raw.actions),
    fields,
    machine: machineOf(raw),
    layouts: {
      list: visible(names(layouts.list)),
      sort: names(layouts.sort),
      filters: visible(names(layouts.filters)),
      detail: tidy(sections(layouts.detail)),
      edit: tidy(sections(layouts.edit)),
      related: names(layouts.related),
    },
  };
}

/** Whether this actor may do `action` on the object, as far as the catalogue tells; the server decides. */
export function may(object: ObjectMeta, action: string): boolean {
  if (object.actions.includes("*") || object.actions.includes(action)) return true;
  return action.startsWith("command:") && object.actions.includes("command:*");
}

export function fieldNamed(object: ObjectMeta, name: string): FieldMeta | undefined {
  return object.fields.find((field) => field.name === name);
}

/** The moves offered from `state` that this actor may make. */
export function movesFrom(object: ObjectMeta, state: string): TransitionMeta[] {
  return (object.machine?.transitions ?? []).filter(
    (move) => move.sources.includes(state) && may(object, `command:${move.command}`),
  );
}
