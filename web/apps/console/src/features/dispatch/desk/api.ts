import type { Label } from "@sortie/client/metadata.ts";
import type { Reference } from "@sortie/client/records.ts";
import { type Call, get, post } from "@sortie/client/transport.ts";

/** The dispatch room over HTTP, as the office uses it. Moments are RFC 3339 UTC. */
const ROOT = "/api/v1/dispatch";

export interface Place {
  lon: number;
  lat: number;
  accuracy_m?: number | null;
  at?: string;
}

export type Values = Record<string, unknown> & { id: string; version: number };

/** A row of the order list: what every screen of the desk shows of an order. */
export interface OrderBrief {
  id: string;
  version: number;
  number: string;
  subject: string;
  customer: Reference | null;
  work_type: Reference | null;
  area: Reference | null;
  engineers: Reference[];
  priority: string;
  state: string;
  sla_state: string;
  location: Place | null;
  address_text: string | null;
  window_start: string | null;
  window_end: string | null;
  duration: number | null;
  arrive_due: string | null;
  finish_due: string | null;
  rework_count: string | null;
  created_at: string;
}

export const BRIEF_FIELDS = [
  "number",
  "subject",
  "customer",
  "work_type",
  "area",
  "engineers",
  "priority",
  "state",
  "sla_state",
  "location",
  "address_text",
  "window_start",
  "window_end",
  "duration",
  "arrive_due",
  "finish_due",
  "rework_count",
  "created_at",
];

export interface Shift {
  starts_at: string;
  ends_at: string;
  breaks: [string, string][];
}

export interface Lane {
  id: string;
  name: string;
  available: boolean;
  areas: string[];
  skills: { name: string; level: number }[];
  max_jobs: number | null;
  load: number;
  shifts: Shift[];
  leaves: [string, string][];
  home: Place | null;
  position: Place | null;
}

export interface Block {
  id: string;
  version: number;
  work_order: string;
  number: string;
  subject: string;
  customer: string | null;
  priority: string;
  state: string;
  order_state: string;
  sla_state: string;
  engineer: string;
  planned_start: string;
  planned_end: string;
  location: Place | null;
  address_text: string | null;
}

export interface BoardAnswer {
  engineers: Lane[];
  appointments: Block[];
}

export interface ScorePart {
  name: string;
  label: Label;
  fact: Label;
  value: number;
  weight: number;
  contribution: number;
}

export interface Candidate {
  user: string;
  name?: string;
  score: number;
  start: string;
  end: string;
  arrive: string;
  travel_s: number;
  extra_travel_s: number;
  moves: { slot: string; start: string }[];
  parts: ScorePart[];
}

export interface Reason {
  code: string;
  text: Label;
}

export interface Excluded {
  user: string;
  name?: string;
  reasons: Reason[];
}

export interface Candidates {
  rule: { id: string | null; name: string; revision: number };
  candidates: Candidate[];
  excluded: Excluded[];
}

export interface Allowed {
  command: string;
  label: Label;
  needs_reason: boolean;
  target: string;
}

export interface StepItem {
  key: string;
  kind: string;
  title: string;
  title_en?: string;
  required?: boolean;
  min?: number;
  max?: number;
  unit?: string;
  bad?: string[];
  visible: boolean;
  answer: { value: unknown; files: string[]; done_at: string | null; skipped_reason: string } | null;
}

/** Everything about one order; a part the reader may not see is absent. */
export interface WholeOrder {
  order: Values & OrderBrief;
  allowed: Allowed[];
  steps: { items: StepItem[]; missing: { key: string; gap: string; text: Label }[] };
  /** Seconds left on each promise whose clock stands. */
  sla_left_s?: Record<string, number> | null;
  appointment?: Values[];
  check_in?: Values[];
  work_order_line?: Values[];
  sla_clock?: Values[];
  acceptance?: Values[];
  rating?: Values[];
  dispatch_decision?: Values[];
  transfer?: Values[];
  bill?: Values[];
}

export interface AutoAnswer {
  assigned: Values[];
  unserved: { id: string; code?: string; reasons?: unknown; excluded?: Excluded[]; [key: string]: unknown }[];
}

export interface AssignWish {
  engineer: string;
  start?: string;
  end?: string;
  mode?: "manual" | "suggested";
  override_reason?: string;
}

export interface MoveWish {
  start: string;
  end: string;
  engineer?: string;
  override_reason?: string;
}

export interface OfferWish {
  minutes: number;
  audience?: { areas?: string[]; skills?: string[]; radius_m?: number };
}

const order = (id: string, verb: string): string => `${ROOT}/orders/${id}/${verb}`;

export const desk = {
  counts: (signal?: AbortSignal) =>
    get<{ groups: Record<string, number> }>(`${ROOT}/queue`, undefined, signal),
  board: (start: string, end: string, area: string | null, signal?: AbortSignal) =>
    get<BoardAnswer>(`${ROOT}/board`, { start, end, area }, signal),
  whole: (id: string, signal?: AbortSignal) => get<WholeOrder>(order(id, "full"), undefined, signal),
  candidates: (id: string, start: string | null, signal?: AbortSignal) =>
    get<Candidates>(order(id, "candidates"), { start }, signal),
  assign: (id: string, wish: AssignWish, call?: Call) => post<Values>(order(id, "assign"), wish, call),
  auto: (id: string, call?: Call) => post<Values>(order(id, "auto"), {}, call),
  autoMany: (ids: string[], call?: Call) => post<AutoAnswer>(`${ROOT}/auto`, { ids }, call),
  offer: (id: string, wish: OfferWish, call?: Call) => post<Values>(order(id, "offer"), wish, call),
  withdraw: (id: string, call?: Call) => post<Values>(order(id, "withdraw-offer"), {}, call),
  archive: (id: string, call?: Call) => post<Values>(order(id, "archive"), {}, call),
  move: (appointment: string, wish: MoveWish, call?: Call) =>
    post<Values>(`${ROOT}/appointments/${appointment}/move`, wish, call),
  review: (id: string, result: "pass" | "rework", note: string, call?: Call) =>
    post<Values>(order(id, "review"), { result, note }, call),
  approveTransfer: (id: string, to: string | null, call?: Call) =>
    post<Values>(`${ROOT}/transfers/${id}/approve`, to ? { to_engineer: to } : {}, call),
  rejectTransfer: (id: string, note: string, call?: Call) =>
    post<Values>(`${ROOT}/transfers/${id}/reject`, { note }, call),
};
