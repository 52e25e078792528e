import { dayOf } from "@sortie/ui/format.ts";
import type { Text } from "@sortie/ui/language.ts";
import { momentAt, wallClock } from "@sortie/ui/zone_time.ts";
import type { Caller, RequestWish } from "./api.ts";
import { intakeWords as words } from "./words.ts";

/** What an agent has written down so far. Empty strings are nothing. */
export interface Draft {
  customer: string | null;
  newCustomer: { name: string; kind: "person" | "company" | "property" | "dealer" } | null;
  site: string | null;
  newSite: NewSite | null;
  asset: string | null;
  contactName: string;
  contactPhone: string;
  workType: string | null;
  priority: string;
  description: string;
  photos: { id: string; url: string }[];
  window: Span | null;
}

export interface NewSite {
  name: string;
  address: string;
  /** Where the agent put the pin, WGS-84; null where nobody did. */
  place: { lon: number; lat: number } | null;
}

export const NO_SITE: NewSite = { name: "", address: "", place: null };

export interface Span {
  start: string;
  end: string;
}

export const EMPTY: Draft = {
  customer: null,
  newCustomer: null,
  site: null,
  newSite: null,
  asset: null,
  contactName: "",
  contactPhone: "",
  workType: null,
  priority: "normal",
  description: "",
  photos: [],
  window: null,
};

/** A known caller: the place and person are filled in where there is only one to choose. */
export function draftOf(caller: Caller): Draft {
  const first = caller.contacts.find((one) => one.is_primary) ?? caller.contacts[0];
  const [site, ...others] = caller.sites;
  return {
    ...EMPTY,
    customer: caller.id,
    contactName: first?.name ?? caller.name,
    contactPhone: first?.phone ?? caller.phone ?? "",
    site: site && others.length === 0 ? site.id : null,
    newSite: site ? null : NO_SITE,
  };
}

const PHONE = /^[+\d][\d\s-]{4,}$/;

/** Somebody new: what was typed in the search is either their number or their name. */
export function draftForNew(typed: string): Draft {
  const text = typed.trim();
  const phone = PHONE.test(text);
  return {
    ...EMPTY,
    newCustomer: { name: phone ? "" : text, kind: "person" },
    contactPhone: phone ? text : "",
    newSite: NO_SITE,
  };
}

/** What still stands in the way of saving, as a sentence for the field it belongs to. */
export function gapsIn(draft: Draft, convert: boolean): Partial<Record<keyof Draft, Text>> {
  const gaps: Partial<Record<keyof Draft, Text>> = {};
  if (!draft.contactPhone.trim() && !draft.customer) gaps.contactPhone = words.needPhone;
  else if (draft.contactPhone.trim() && !PHONE.test(draft.contactPhone.trim()))
    gaps.contactPhone = words.phoneBad;
  if (draft.newCustomer && !draft.newCustomer.name.trim() && !draft.contactName.trim())
    gaps.newCustomer = words.needName;
  if (convert && !draft.customer && !draft.newCustomer) gaps.customer = words.needCustomer;
  if (convert && !draft.workType) gaps.workType = words.needType;
  if (!draft.description.trim() && !draft.workType) gaps.description = words.needWords;
  return gaps;
}

/** The draft as it goes to the server; nothing empty is sent. */
export function wishOf(draft: Draft, convert: boolean, id: string): RequestWish {
  const { customer, newCustomer, newSite } = draft;
  const address = newSite?.address.trim() ?? "";
  const phone = draft.contactPhone.trim();
  const name = draft.contactName.trim() || newCustomer?.name.trim() || "";
  const someone = customer !== null || newCustomer !== null;
  return {
    id,
    channel: "phone",
    convert,
    ...(customer ? { customer } : {}),
    ...(newCustomer && !customer
      ? {
          new_customer: {
            name: newCustomer.name.trim() || name,
            kind: newCustomer.kind,
            ...(phone ? { phone } : {}),
          },
        }
      : {}),
    ...(draft.site ? { site: draft.site } : {}),
    ...(newSite && (address || newSite.place) && !draft.site && someone
      ? {
          new_site: {
            name: newSite.name.trim() || address || name,
            address_text: address,
            ...(newSite.place ? { location: { ...newSite.place, datum: "WGS84" as const } } : {}),
          },
        }
      : {}),
    ...(address && !draft.site ? { address_text: address } : {}),
    ...(draft.asset ? { asset: draft.asset } : {}),
    ...(name ? { contact_name: name } : {}),
    ...(phone ? { contact_phone: phone } : {}),
    ...(draft.workType ? { work_type: draft.workType } : {}),
    ...(draft.description.trim() ? { description: draft.description.trim() } : {}),
    ...(draft.photos.length > 0 ? { photos: draft.photos.map((photo) => photo.id) } : {}),
    ...(draft.window ? { window_start: draft.window.start, window_end: draft.window.end } : {}),
    priority: draft.priority,
  };
}

export interface Preset {
  key: string;
  label: Text;
  day: Text;
  span: Span;
}

const DAY_MS = 86_400_000;
const PARTS = [
  { key: "am", label: words.morning, from: "09:00", to: "12:00" },
  { key: "pm", label: words.afternoon, from: "13:00", to: "18:00" },
  { key: "eve", label: words.evening, from: "18:00", to: "21:00" },
] as const;
const DAYS = [words.today, words.tomorrow, words.dayAfter];
const SOON_MIN_MS = 3_600_000;

/** Windows a caller usually asks for, on the company's clock; those with less than an hour left are gone. */
export function windowPresets(now: Date): Preset[] {
  const presets: Preset[] = [];
  for (const [offset, day] of DAYS.entries()) {
    // Noon of the day keeps clear of midnights that a clock change moves.
    const noon = Date.parse(momentAt(`${wallClock(now.toISOString()).slice(0, 10)}T12:00`));
    const date = dayOf(new Date(noon + offset * DAY_MS));
    for (const part of PARTS) {
      if (offset > 0 && part.key === "eve") continue;
      const span = { start: momentAt(`${date}T${part.from}`), end: momentAt(`${date}T${part.to}`) };
      if (Date.parse(span.end) - now.getTime() < SOON_MIN_MS) continue;
      presets.push({ key: `${offset}-${part.key}`, label: part.label, day, span });
    }
  }
  return presets;
}
