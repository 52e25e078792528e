import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";

export type Lang = "zh-CN" | "en";

const open: BrowserContext[] = [];

/** Playwright's test; the browsers of `browserOf` are closed after each: one left open goes on listening and drawing. */
export const test = base.extend<{ closing: undefined }>({
  closing: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
    async ({}, use) => {
      await use(undefined);
      await Promise.all(open.splice(0).map((context) => context.close()));
    },
    { auto: true },
  ],
});

interface Demo {
  tenant: string;
  password: string;
  asset_token: string;
}

/** The demo company's secret and sticker, as its own first start wrote them down. */
export function demo(): Demo {
  const folder = process.env.SORTIE_DATA_DIR ?? "";
  return JSON.parse(readFileSync(join(folder, "demo.json"), "utf8")) as Demo;
}

/** Picks one of two texts by language. */
export const worded =
  (lang: Lang) =>
  (zh: string, en: string): string =>
    lang === "en" ? en : zh;

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

interface Wish {
  lang: Lang;
  viewport: { width: number; height: number };
  at?: { lon: number; lat: number };
}

/** A browser of somebody's own; an uncaught error in any page of it fails the journey. */
export async function browserOf(browser: Browser, wish: Wish): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: wish.viewport,
    locale: wish.lang,
    timezoneId: "Asia/Shanghai",
    ...(wish.at
      ? {
          geolocation: { longitude: wish.at.lon, latitude: wish.at.lat, accuracy: 10 },
          permissions: ["geolocation"],
        }
      : {}),
  });
  open.push(context);
  context.on("weberror", (error) => {
    throw error.error();
  });
  return context;
}

/** Signs in at an app's own page and waits until it is gone. */
export async function signIn(page: Page, app: "/console/" | "/m/", login: string, lang: Lang): Promise<void> {
  const t = worded(lang);
  await page.goto(app);
  await page.getByRole("textbox").first().fill(login);
  await page.locator("input[type=password]").fill(demo().password);
  await page.getByRole("button", { name: t("登录", "Sign in"), exact: true }).click();
  await expect(page.locator("input[type=password]")).toHaveCount(0);
}

interface Invited {
  login: string;
  name: string;
  email?: string;
}

/** A new person, invited by the administrator signed in at `page`; their invitation link. */
export async function invite(page: Page, person: Invited): Promise<string> {
  const { csrf } = (await (await page.request.get("/api/v1/session")).json()) as { csrf: string };
  const made = await page.request.post("/api/v1/admin/users", {
    headers: { "X-CSRF-Token": csrf },
    data: person,
  });
  expect(made.status()).toBe(201);
  return ((await made.json()) as { link: string }).link;
}

/** Follows an invitation: the browser of `page` is signed in with it. */
export async function accept(page: Page, link: string): Promise<void> {
  const answer = await page.request.post("/api/v1/session/invitation/accept", {
    data: { token: link.slice(link.indexOf("#") + 1), password: demo().password },
  });
  expect(answer.ok()).toBe(true);
}

/** Draws on the signature pad in view, like a finger would. */
export async function sign(page: Page): Promise<void> {
  const pad = page.locator("canvas").last();
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("no signature pad");
  const at = (x: number, y: number): [number, number] => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.2, 0.6));
  await page.mouse.down();
  for (const [x, y] of [
    [0.35, 0.3],
    [0.5, 0.7],
    [0.65, 0.3],
    [0.8, 0.6],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 4 });
  await page.mouse.up();
}

/** A small real picture. */
export const PICTURE = {
  name: "photo.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAIAAAAuKetIAAAAU0lEQVR4nO3PQQ3AIADAQEADOhGB8ongcVnSU9DOfe74s6UDXjWgNaA1oDWgNaA1oDWgNaA1oDWgNaA1oDWgNaA1oDWgNaA1oDWgNaA1oDWgNaB9rf8BZLd0LusAAAAASUVORK5CYII=",
    "base64",
  ),
};
