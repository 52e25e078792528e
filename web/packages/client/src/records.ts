import { get, patch, post, type Query, remove } from "./transport.ts";

export type FilterTree =
  | { and: FilterTree[] }
  | { or: FilterTree[] }
  | { not: FilterTree }
  | { field: string; op: string; value?: unknown };

/** One record as this actor may see it: hidden fields are absent, masked ones named in `masked`. */
export interface Row {
  object: string;
  id: string;
  version: number;
  values: Record<string, unknown>;
  masked: string[];
}

export interface Page {
  records: Row[];
  /** Keyset cursor of the following page; null on the last. */
  next: string | null;
}

/** A link, member or department as it is read; `title` is null when the target may not be seen. */
export interface Reference {
  id: string;
  title: string | null;
}

export interface ListQuery {
  filter?: FilterTree | null;
  /** `-created_at,name` */
  sort?: string;
  fields?: string[];
  q?: string;
  limit?: number;
  cursor?: string | null;
  trashed?: boolean;
}

export interface GroupQuery {
  group?: { path: string; bucket?: string }[];
  aggregates?: { function: string; path?: string; name?: string }[];
  filter?: FilterTree | null;
  search?: string;
  sort?: string[];
  limit?: number;
}

export interface GroupRow {
  keys: unknown[];
  values: Record<string, unknown>;
}

/** What a write carries besides its values. `key` is one per user act (see useAct). */
export interface Writing {
  key?: string;
  version?: number;
  reason?: string;
  /** When and where it happened on the device, when that differs from now. */
  occurred_at?: string;
  location?: unknown;
}

const ROOT = "/api/v1/records";

type Raw = Record<string, unknown>;

/** Reads a record whether its values are nested or flat beside the id. */
export function rowOf(raw: Raw, object: string): Row {
  const { id, version, values, masked, object: named, ...flat } = raw;
  return {
    object: typeof named === "string" ? named : object,
    id: String(id),
    version: Number(version ?? 0),
    values: (values as Raw | undefined) ?? flat,
    masked: Array.isArray(masked) ? masked.map(String) : [],
  };
}

function toQuery(query: ListQuery): Query {
  return {
    filter: query.filter ? JSON.stringify(query.filter) : undefined,
    sort: query.sort,
    fields: query.fields?.join(","),
    q: query.q,
    limit: query.limit,
    cursor: query.cursor,
    trashed: query.trashed,
  };
}

async function list(object: string, query: ListQuery = {}, signal?: AbortSignal): Promise<Page> {
  const raw = await get<Raw>(`${ROOT}/${object}`, toQuery(query), signal);
  const rows = (raw.records ?? raw.items ?? []) as Raw[];
  return { records: rows.map((row) => rowOf(row, object)), next: (raw.next ?? null) as string | null };
}

async function one(object: string, id: string, fields?: string[], signal?: AbortSignal): Promise<Row> {
  return rowOf(await get<Raw>(`${ROOT}/${object}/${id}`, { fields: fields?.join(",") }, signal), object);
}

async function create(object: string, values: Raw, writing: Writing = {}): Promise<Row> {
  const { key, ...rest } = writing;
  const call = key ? { key } : {};
  return rowOf(await post<Raw>(`${ROOT}/${object}`, { values, ...stampOf(rest) }, call), object);
}

async function update(object: string, id: string, values: Raw, writing: Writing): Promise<Row> {
  const { key, version, ...rest } = writing;
  const call = { ...(key ? { key } : {}), ...(version === undefined ? {} : { version }) };
  return rowOf(await patch<Raw>(`${ROOT}/${object}/${id}`, { values, ...stampOf(rest) }, call), object);
}

async function command(
  object: string,
  id: string,
  name: string,
  writing: Writing & { values?: Raw } = {},
): Promise<Row> {
  const { key, version, reason, values, ...rest } = writing;
  const call = { ...(key ? { key } : {}), ...(version === undefined ? {} : { version }) };
  const body = { ...(reason ? { reason } : {}), ...(values ? { values } : {}), ...stampOf(rest) };
  return rowOf(await post<Raw>(`${ROOT}/${object}/${id}/commands/${name}`, body, call), object);
}

function stampOf(writing: Writing): Raw {
  const { occurred_at, location } = writing;
  return { ...(occurred_at ? { occurred_at } : {}), ...(location ? { location } : {}) };
}

async function aggregate(object: string, query: GroupQuery, signal?: AbortSignal): Promise<GroupRow[]> {
  const raw = await post<Raw | GroupRow[]>(`${ROOT}/${object}/aggregate`, query, signal ? { signal } : {});
  return Array.isArray(raw) ? raw : ((raw.rows ?? []) as GroupRow[]);
}

/** What may be chosen for a link: id and title, by what was typed. */
async function options(object: string, text: string, limit = 20): Promise<Reference[]> {
  const raw = await get<Reference[] | { options: Reference[] }>(`${ROOT}/${object}/options`, {
    q: text,
    limit,
  });
  return Array.isArray(raw) ? raw : raw.options;
}

/** Every record of every built-in and made-up object passes here; the server compiles the rights in. */
export const records = {
  list,
  get: one,
  create,
  update,
  command,
  aggregate,
  options,
  delete: (object: string, id: string, writing: Writing = {}): Promise<void> =>
    remove(`${ROOT}/${object}/${id}`, writing),
};
