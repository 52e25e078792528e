import { get, post } from "@sortie/client/transport.ts";
import type { Text } from "@sortie/ui/language.ts";
import type { Photo } from "@sortie/ui/photo_picker.tsx";

/** What the form behind a link or a sticker knows. */
export interface FormPage {
  company: { name: string; code: string };
  work_types: { id: string; name: string }[];
  asset?: {
    name: string;
    model: string | null;
    number: string;
    site_name: string | null;
    in_warranty: boolean;
  };
  recent?: { number: string; state: Text; at: string }[];
}

export interface Report {
  id: string;
  asset_token: string | null;
  contact_name: string;
  contact_phone: string;
  address_text: string;
  location: { lon: number; lat: number; accuracy_m: number } | null;
  work_type: string | null;
  description: string;
  photos: string[];
  window_start: string | null;
  window_end: string | null;
}

export interface Line {
  id: string;
  kind: string;
  name: string;
  quantity: string;
  unit: string | null;
  price: string;
  billable: boolean;
}

/** Everything the holder of a tracking link may know of their job. */
export interface Tracking {
  company: { name: string; code: string };
  request: {
    number: string;
    state: string;
    description: string | null;
    photos: string[] | null;
    created_at: string;
    answer: string | null;
    address_text: string | null;
    window_start: string | null;
    window_end: string | null;
  } | null;
  order: {
    number: string;
    subject: string | null;
    state: string;
    state_label: Text;
    address_text: string | null;
    finished_at: string | null;
    rework_count: number;
    amount: string | null;
    lines: Line[];
    photos: string[];
    archived: boolean;
  } | null;
  steps: { key: string; label: Text; reached: boolean; current: boolean; at: string | null }[];
  visit: {
    state: string;
    planned_start: string | null;
    planned_end: string | null;
    outcome: string | null;
    engineer: { name: string; phone: string | null } | null;
    distance_m: number | null;
    eta_s: number | null;
  } | null;
  rating: { score: number | string; tags: string[] | null; text: string | null } | null;
  notes: { text: string; at: string; author: string | null }[];
  can: { accept: boolean; refuse: boolean; rate: boolean; cancel: boolean; comment: boolean };
  /** The link shows the progress alone by now; whom to call, where the company has said. */
  run_out: { phone: string | null } | null;
}

const part = encodeURIComponent;
const base = (company: string): string => `/api/v1/portal/${part(company)}`;
/** Where everything about one tracked job is. */
export const trackBase = (company: string, token: string): string => `${base(company)}/track/${part(token)}`;

export const portal = {
  form: (company: string, asset?: string) =>
    get<FormPage>(asset ? `${base(company)}/assets/${part(asset)}` : base(company)),
  report: (company: string, body: Report, key: string) =>
    post<{ number: string; token: string; path: string }>(`${base(company)}/requests`, body, { key }),
  track: (company: string, token: string) => get<Tracking>(trackBase(company, token)),
  act: (company: string, token: string, verb: string, body: unknown, key: string) =>
    post<Tracking>(`${trackBase(company, token)}/${verb}`, body, { key }),
  photoUrl: (company: string, token: string, id: string) =>
    `${trackBase(company, token)}/pictures/${part(id)}`,
};

/** Sends one picture as it is; it is shown from the phone until the server has it. */
export async function sendPicture(company: string, picture: Blob, name: string): Promise<Photo> {
  const stored = await post<{ id: string }>(`${base(company)}/pictures`, picture, {
    headers: {
      "Content-Type": picture.type || "application/octet-stream",
      "X-Filename": encodeURIComponent(name),
    },
  });
  return { id: stored.id, url: URL.createObjectURL(picture) };
}
