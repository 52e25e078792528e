import { get, post, put } from "@sortie/client/transport.ts";

/** The engineer's own API, `/api/v1/field/…`, in the program's words. */
export interface Place {
  lon: number;
  lat: number;
  datum?: string;
  accuracy_m?: number;
  fix_age_s?: number;
  provider?: string;
}

export interface MapLink {
  provider: string;
  label_zh: string;
  label_en: string;
  app_url: string;
  web_url: string;
}

/** Seconds left on the promises whose clocks stand; null when none does. */
export type Standing = Partial<Record<"respond" | "arrive" | "finish", number>> | null;

export type VisitState =
  | "scheduled"
  | "dispatched"
  | "accepted"
  | "en_route"
  | "arrived"
  | "working"
  | "paused"
  | "completed"
  | "partly_completed"
  | "cannot_complete"
  | "declined"
  | "no_show"
  | "cancelled";

export type NextAction = "accept" | "depart" | "arrive" | "start" | "finish" | "resume";

export interface VisitBrief {
  id: string;
  work_order: string;
  state: VisitState;
  order_state: string;
  planned_start: string;
  planned_end: string;
  respond_by: string | null;
  number: string;
  subject: string;
  priority: string;
  sla_state: string;
  sla_left_s: Standing;
  address_text: string | null;
  location: Place | null;
  contact_name: string | null;
  contact_phone: string | null;
  arrive_due: string | null;
  finish_due: string | null;
  customer: string | null;
  next_action: NextAction | null;
  navigation: MapLink[];
}

export interface Day {
  day: string;
  name: string;
  on_shift: boolean;
  shifts: { starts_at: string; ends_at: string }[];
  appointments: VisitBrief[];
  offers: number;
}

export interface StepAnswer {
  value: unknown;
  files: string[];
  done_at: string | null;
  skipped_reason: string;
}

export type StepKind = "check" | "text" | "number" | "choice" | "photo" | "signature" | "scan";

export interface ChecklistStep {
  key: string;
  kind: StepKind;
  title: string;
  title_en?: string;
  required?: boolean;
  min?: number;
  max?: number;
  unit?: string;
  choices?: string[];
  bad?: string[];
  count?: number;
  hint?: string;
  visible: boolean;
  answer: StepAnswer | null;
}

export interface Checklist {
  items: ChecklistStep[];
  missing: { key: string; gap: string; text: { zh: string; en: string } }[];
}

export interface Line {
  id: string;
  version: number;
  kind: "part" | "service";
  name: string;
  quantity: string;
  unit: string | null;
  price: string;
  serial: string | null;
  billable: boolean;
}

export interface Visit {
  id: string;
  number: string;
  state: VisitState;
  sequence: string;
  planned_start: string;
  planned_end: string;
  respond_by: string | null;
  accepted_at: string | null;
  departed_at: string | null;
  arrived_at: string | null;
  work_started_at: string | null;
  finished_at: string | null;
  outcome: string | null;
  next_action: NextAction | null;
}

export interface Order {
  id: string;
  number: string;
  subject: string;
  description: string | null;
  photos: (string | { id: string })[] | null;
  priority: string;
  state: string;
  contact_name: string | null;
  contact_phone: string | null;
  address_text: string | null;
  location: Place | null;
  fence_m: string | null;
  window_start: string | null;
  window_end: string | null;
  arrive_due: string | null;
  finish_due: string | null;
  sla_left_s: Standing;
  in_warranty: boolean;
  rework_count: string;
}

export interface Job {
  appointment: Visit;
  order: Order;
  place: {
    customer_name?: string;
    customer_level?: string;
    site_name?: string | null;
    access_notes?: string | null;
    site_photos?: string[] | null;
    asset_id?: string | null;
    asset_name?: string | null;
    model?: string | null;
    serial?: string | null;
    asset_number?: string | null;
    installed_on?: string | null;
    warranty_until?: string | null;
    work_type_name?: string;
  };
  navigation: MapLink[];
  steps: Checklist;
  lines: Line[];
  acceptances: { result: string; signer: string | null; reason: string | null; occurred_at: string }[];
  history: {
    id: string;
    number: string;
    subject: string;
    finished_at: string | null;
    outcome: string | null;
  }[];
}

export interface Offer {
  id: string;
  number: string;
  subject: string;
  priority: string;
  address_text: string;
  distance_m: number | null;
  earning: string | null;
  window_start: string | null;
  window_end: string | null;
  duration: number | null;
  closes_at: string;
}

/** What an act that ends or hands over the visit answers with. */
export interface Gone {
  appointment: { id: string; state: VisitState };
}

export type Verb =
  | "accept"
  | "decline"
  | "depart"
  | "arrive"
  | "start"
  | "pause"
  | "resume"
  | "finish"
  | "partly"
  | "cannot"
  | "nobody";

const VISITS = "/api/v1/field/appointments";
const ORDERS = "/api/v1/field/orders";

export const fieldApi = {
  day: (day: string | null, signal?: AbortSignal): Promise<Day> =>
    get<Day>("/api/v1/field/today", { day }, signal),
  job: (id: string, signal?: AbortSignal): Promise<Job> => get<Job>(`${VISITS}/${id}`, undefined, signal),
  act: (id: string, verb: Verb, body: object, key: string): Promise<Job | Gone> =>
    post<Job | Gone>(`${VISITS}/${id}/${verb}`, body, { key }),
  transfer: (id: string, body: { reason: string; to_engineer?: string }, key: string): Promise<unknown> =>
    post(`${VISITS}/${id}/transfer`, body, { key }),
  saveStep: (
    order: string,
    step: string,
    answer: {
      value?: unknown;
      files?: string[];
      skipped_reason?: string;
      occurred_at?: string;
      location?: Place;
    },
    key: string,
  ): Promise<Checklist> =>
    put<Checklist>(`${ORDERS}/${order}/steps/${encodeURIComponent(step)}`, answer, { key }),
  addLine: (order: string, line: object, key: string): Promise<Line> =>
    post<Line>(`${ORDERS}/${order}/lines`, line, { key }),
  customersWord: (
    order: string,
    word: object,
    key: string,
  ): Promise<{ order: { id: string; state: string } }> =>
    post(`${ORDERS}/${order}/acceptance`, word, { key }),
  offers: async (signal?: AbortSignal): Promise<Offer[]> =>
    (await get<{ offers: Offer[] }>("/api/v1/field/offers", undefined, signal)).offers,
  take: (id: string, key: string): Promise<Job> => post<Job>(`/api/v1/field/offers/${id}/take`, {}, { key }),
  position: (location: Place, battery?: string): Promise<{ stored: boolean; reason: string | null }> =>
    post("/api/v1/field/position", { location, ...(battery ? { battery } : {}) }),
  markRead: (ids: string[]): Promise<unknown> => post("/api/v1/notifications/read", { ids }),
};
