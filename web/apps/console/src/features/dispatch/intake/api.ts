import type { Reference } from "@sortie/client/records.ts";
import { type Call, get, post } from "@sortie/client/transport.ts";
import type { OrderBrief, Values } from "../desk/api.ts";

const ROOT = "/api/v1/dispatch";

export interface Caller {
  id: string;
  number: string;
  name: string;
  kind: string;
  level: string;
  phone: string | null;
  tags: string[];
  remark: string | null;
  matched_by: string;
  contacts: { id: string; name: string; phone: string | null; is_primary: boolean }[];
  sites: CallerSite[];
  assets: CallerAsset[];
  history: (OrderBrief & { asset: Reference | null; site: Reference | null })[];
}

export interface CallerSite {
  id: string;
  name: string;
  address_text: string | null;
  access_notes: string | null;
  area: Reference | null;
}

export interface CallerAsset {
  id: string;
  name: string;
  model: string | null;
  serial: string | null;
  site: Reference | null;
  warranty_until: string | null;
}

/** WGS-84, as the server takes it. */
export interface Place {
  lon: number;
  lat: number;
  datum: "WGS84";
}

export interface RequestWish {
  id: string;
  channel: "phone";
  convert: boolean;
  customer?: string;
  new_customer?: { name: string; kind: string; phone?: string };
  site?: string;
  new_site?: { name: string; address_text: string; location?: Place };
  asset?: string;
  contact_name?: string;
  contact_phone?: string;
  address_text?: string;
  work_type?: string;
  description?: string;
  photos?: string[];
  window_start?: string;
  window_end?: string;
  priority: string;
}

export interface Duplicate {
  object: "work_order" | "service_request";
  id: string;
  number?: string;
  description?: string | null;
  state?: string;
}

export interface Taken {
  request: Values & { number: string };
  work_order: (Values & { number: string }) | null;
  duplicates: Duplicate[];
  tracking_url?: string;
}

export interface ConvertWish {
  customer?: string;
  work_type?: string;
  priority?: string;
  window_start?: string;
  window_end?: string;
}

const one = (id: string, verb: string): string => `${ROOT}/requests/${id}/${verb}`;

export const intake = {
  callers: (q: string, signal?: AbortSignal) =>
    get<{ customers: Caller[] }>(`${ROOT}/callers`, { q }, signal),
  caller: (id: string, signal?: AbortSignal) => get<Caller>(`${ROOT}/callers/${id}`, undefined, signal),
  take: (wish: RequestWish, call?: Call) => post<Taken>(`${ROOT}/requests`, wish, call),
  duplicates: (id: string, signal?: AbortSignal) =>
    get<{ duplicates: Duplicate[] }>(one(id, "duplicates"), undefined, signal),
  convert: (id: string, wish: ConvertWish, call?: Call) => post<Values>(one(id, "convert"), wish, call),
  merge: (id: string, into: string, call?: Call) => post<Values>(one(id, "merge"), { into }, call),
  answer: (id: string, answer: string, call?: Call) => post<Values>(one(id, "answer"), { answer }, call),
};

/** The customer's own link; only the answer to taking the call has it. */
export function trackingLink(taken: Taken, origin: string): string | null {
  return taken.tracking_url ? new URL(taken.tracking_url, origin).toString() : null;
}
