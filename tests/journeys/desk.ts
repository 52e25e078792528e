import { randomUUID } from "node:crypto";
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { browserOf, DESK, type Lang, PHONE, signIn } from "./company.ts";

const CSRF = /^(__Host-)?sortie-csrf$/;

/** Somebody's own console, signed in. */
export async function deskOf(browser: Browser, login: string, lang: Lang): Promise<Page> {
  const page = await (await browserOf(browser, { lang, viewport: DESK })).newPage();
  await signIn(page, "/console/", login, lang);
  return page;
}

/** Somebody's own phone, signed in. */
export async function phoneOf(
  browser: Browser,
  login: string,
  lang: Lang,
  at?: { lon: number; lat: number },
): Promise<Page> {
  const page = await (await browserOf(browser, { lang, viewport: PHONE, ...(at ? { at } : {}) })).newPage();
  await signIn(page, "/m/", login, lang);
  return page;
}

/** Asks the server as this page's person does; anything but success fails the journey. */
export async function read(page: Page, path: string): Promise<any> {
  const answer = await page.request.get(path);
  expect(answer.ok(), `GET ${path}: ${answer.status()}`).toBe(true);
  return answer.json();
}

/** Does as this page's person, with the headers its client sends. */
export async function write(page: Page, method: "POST" | "PUT", path: string, body: object): Promise<any> {
  const token = (await page.context().cookies()).find((one) => CSRF.test(one.name))?.value ?? "";
  const answer = await page.request.fetch(path, {
    method,
    data: body,
    headers: { "X-CSRF-Token": decodeURIComponent(token), "Idempotency-Key": randomUUID() },
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.json();
}

export const whole = (page: Page, order: string): Promise<any> =>
  read(page, `/api/v1/dispatch/orders/${order}/full`);

/** How somebody signs in, by their id; asked as who may read accounts. */
export async function loginOf(manager: Page, user: string): Promise<string> {
  const filter = encodeURIComponent(JSON.stringify({ field: "id", op: "eq", value: user }));
  const found = await read(manager, `/api/v1/records/user?fields=login&filter=${filter}`);
  return found.records[0].values.login as string;
}

interface Known {
  id: string;
  name: string;
  phone: string;
  sites: { id: string; location: { lon: number; lat: number } }[];
  assets: { id: string; name: string }[];
  history: { state: string }[];
}

const OVER = new Set(["settled", "archived", "cancelled", "pending_settlement"]);

/** A private customer with one place, something done before and nothing open. */
export async function knownCustomer(desk: Page): Promise<Known> {
  const list = await read(desk, "/api/v1/records/customer?fields=name,phone&limit=60&sort=-created_at");
  for (const row of list.records as { values: { phone: string } }[]) {
    const typed = row.values.phone.replace("+86", "");
    const [one, ...more] = (await read(desk, `/api/v1/dispatch/callers?q=${typed}`)).customers as Known[];
    if (!one || more.length > 0 || one.sites.length !== 1 || one.history.length === 0) continue;
    if (one.history.every((order) => OVER.has(order.state))) return { ...one, phone: typed };
  }
  throw new Error("no customer with a finished past");
}

/** Fills the one field of a dialog that asks for a reason, and agrees. */
export async function reasoned(dialog: Locator, reason: string, ok: string): Promise<void> {
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: ok, exact: true }).last().click();
}
