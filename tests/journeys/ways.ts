import { randomUUID } from "node:crypto";
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import type { Lang } from "./company.ts";
import { deskOf, knownCustomer, loginOf, phoneOf, read, write } from "./desk.ts";
import { visitOf } from "./visit.ts";

/** An order on its way: who planned it, whose phone has it, and where it is. */
export interface Sent {
  office: Page;
  manager: Page;
  phone: Page;
  order: string;
  number: string;
  visit: string;
  engineer: string;
  at: { lon: number; lat: number };
}

/** A call taken, its order planned by the machine, and the phone of whoever got it. */
export async function sentOrder(browser: Browser, lang: Lang, what: string): Promise<Sent> {
  const [office, manager, agent] = await Promise.all(
    ["dispatcher", "manager", "agent"].map((login) => deskOf(browser, login, lang)),
  );
  if (!office || !manager || !agent) throw new Error("a desk is missing");
  const caller = await knownCustomer(agent);
  const types = await read(agent, "/api/v1/records/work_type?fields=name&limit=100");
  const type = types.records.find((one: { values: { name: string } }) => one.values.name === "洗衣机维修");
  const taken = await write(agent, "POST", "/api/v1/dispatch/requests", {
    id: randomUUID(),
    channel: "phone",
    convert: true,
    customer: caller.id,
    site: caller.sites[0]?.id,
    contact_name: caller.name,
    contact_phone: caller.phone,
    work_type: type.id,
    description: `${what} ${lang} ${Date.now()}`,
    priority: "normal",
  });
  const order = taken.work_order.id as string;
  await write(office, "POST", `/api/v1/dispatch/orders/${order}/auto`, {});
  const visit = await visitOf(office, order);
  const at = caller.sites[0]?.location ?? { lon: 0, lat: 0 };
  const phone = await phoneOf(browser, await loginOf(manager, visit.engineer.id), lang, at);
  await phone.goto(`/m/jobs/${visit.id}`);
  const number = taken.work_order.number as string;
  return { office, manager, phone, order, number, visit: visit.id, engineer: visit.engineer.id, at };
}

/** Up to the work itself, as the phone sends it. */
export async function begin({ phone, visit, at }: Sent): Promise<void> {
  const root = `/api/v1/field/appointments/${visit}`;
  for (const verb of ["accept", "depart"]) await write(phone, "POST", `${root}/${verb}`, {});
  const location = { ...at, datum: "WGS84", accuracy_m: 10, fix_age_s: 1 };
  const { lon, lat } = location;
  await write(phone, "POST", `${root}/arrive`, {
    location: { lon, lat, datum: "WGS84", accuracy_m: 10, fix_age_s: 1 },
    reason: "",
    photos: [],
  });
  await write(phone, "POST", `${root}/start`, {});
  await phone.goto(`/m/jobs/${visit}`);
}

/** Opens one of the acts that aren't the next step; its sheet. */
export async function aside(phone: Page, more: string, name: string): Promise<Locator> {
  await phone.getByRole("button", { name: more }).click();
  const menu = phone.getByRole("dialog").last();
  await menu.getByRole("button", { name, exact: true }).click();
  const sheet = phone.getByRole("dialog").last();
  await expect(sheet.getByRole("heading", { name, exact: true })).toBeVisible();
  return sheet;
}
