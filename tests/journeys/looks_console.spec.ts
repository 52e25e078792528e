import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { accept, browserOf, DESK, invite, type Lang, PHONE, signIn, test, worded } from "./company.ts";
import { Watch, wrongWith } from "./looks.ts";

// recording every step of every screen costs more than looking at it
test.use({ trace: "off" });
// each looks by itself: whichever browser is free takes the next
test.describe.configure({ mode: "parallel" });

/** Screens looked at closely, by language: a second role's list of the same is opened, not measured again. */
const measured = new Set<string>();

interface Seat {
  page: Page;
  watch: Watch;
  lang: Lang;
  wrong: string[];
  /** Whether the frame around the screens was measured. */
  framed: boolean;
}

async function seat(browser: Browser, lang: Lang, viewport = DESK): Promise<Seat> {
  const context: BrowserContext = await browserOf(browser, { lang, viewport });
  const watch = new Watch(context);
  return { page: await context.newPage(), watch, lang, wrong: [], framed: false };
}

async function seatOf(browser: Browser, login: string, lang: Lang, viewport = DESK): Promise<Seat> {
  const taken = await seat(browser, lang, viewport);
  await signIn(taken.page, "/console/", login, lang);
  await taken.watch.settled(taken.page);
  return taken;
}

/** Looks at the screen in view: a kind of screen once in each language and size. */
async function look(taken: Seat, name: string): Promise<void> {
  const { page, watch, lang, wrong, framed } = taken;
  await watch.settled(page);
  const key = `${lang} ${page.viewportSize()?.width} ${name}`;
  if (measured.has(key)) return;
  measured.add(key);
  // axe's time grows with the page, and the navigation and the bar are the same on all of one person's screens:
  // they are measured on the first
  const known = framed ? [".c-side", ".c-top"] : [];
  taken.framed ||= (await page.locator(".c-side").count()) > 0;
  wrong.push(...(await wrongWith(page, known)).map((one) => `${name}: ${one}`));
}

async function visit(taken: Seat, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await taken.page.goto(`/console${path}`);
    await look(taken, path.replace(/[0-9a-f-]{36}/g, ":id"));
  }
}

/** Presses every line of the navigation, one after the other. */
async function everyLine(taken: Seat): Promise<void> {
  const { page, lang } = taken;
  const menu = page.getByRole("navigation", { name: worded(lang)("导航", "Navigation") });
  const lines = menu.getByRole("menuitem");
  const many = await lines.count();
  expect(many).toBeGreaterThan(0);
  for (let at = 0; at < many; at += 1) {
    await lines.nth(at).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await look(taken, new URL(page.url()).pathname.slice("/console".length));
  }
}

function right({ wrong, watch }: Seat): void {
  expect([...wrong, ...watch.unexpected()]).toEqual([]);
}

/** The newest record of an object that this seat may read. */
async function newest({ page }: Seat, object: string): Promise<string> {
  const found = await page.request.get(`/api/v1/records/${object}?limit=1&sort=-created_at`);
  return ((await found.json()) as { records: { id: string }[] }).records[0]?.id ?? "";
}

/** Somebody who holds no role but everybody's. */
async function newcomer(browser: Browser): Promise<Seat> {
  const admin = await seatOf(browser, "admin", "zh-CN");
  const link = await invite(admin.page, { login: `newcomer${Date.now()}`, name: "林小满" });
  const taken = await seat(browser, "zh-CN");
  await accept(taken.page, link);
  await taken.page.goto("/console/");
  return taken;
}

test("the ways in fit, read and are accessible", async ({ browser }) => {
  for (const lang of ["zh-CN", "en"] as const) {
    for (const viewport of [DESK, PHONE]) {
      const taken = await seat(browser, lang, viewport);
      await visit(taken, ["/", "/invitation", "/reset"]);
      right(taken);
    }
  }
});

for (const login of ["manager", "dispatcher", "agent", "engineer", "finance", "admin", "security", "audit"]) {
  test(`every line of the navigation works for ${login}`, async ({ browser }) => {
    const taken = await seatOf(browser, login, "zh-CN");
    await everyLine(taken);
    await visit(taken, ["/account"]);
    right(taken);
  });
}

test("who holds no role finds a home, and every line works", async ({ browser }) => {
  const taken = await newcomer(browser);
  await expect(taken.page.getByRole("heading", { name: "林小满，您好" })).toBeVisible();
  await everyLine(taken);
  right(taken);
});

test("one record's own screens fit, read and are accessible", async ({ browser }) => {
  const taken = await seatOf(browser, "manager", "zh-CN");
  const order = `/orders/${await newest(taken, "work_order")}`;
  const tabs = ["overview", "assign", "visits", "steps", "lines", "acceptance", "notes", "timeline"];
  await visit(taken, [
    ...tabs.map((tab) => `${order}?tab=${tab}`),
    `/settlement/bills/${await newest(taken, "bill")}`,
    `/settlement/statements/${await newest(taken, "statement")}`,
    `/settlement/rules/${await newest(taken, "price_rule")}`,
    `/records/customer/${await newest(taken, "customer")}`,
    "/records/customer/new",
    "/nowhere",
  ]);
  right(taken);
});

test("screens meant for a phone fit one", async ({ browser }) => {
  const taken = await seatOf(browser, "manager", "zh-CN", PHONE);
  const order = await newest(taken, "work_order");
  await visit(taken, ["/", "/queue", "/requests", "/review", "/intake", `/orders/${order}`, "/account"]);
  const security = await seatOf(browser, "security", "zh-CN", PHONE);
  await visit(security, ["/", "/admin/security", "/admin/users", "/records/notification"]);
  right(taken);
  right(security);
});

test("a sample of the console reads in English", async ({ browser }) => {
  const taken = await seatOf(browser, "manager", "en");
  const order = await newest(taken, "work_order");
  await visit(taken, ["/", "/queue", "/board", "/settlement", "/reports", "/setup", `/orders/${order}`]);
  const security = await seatOf(browser, "security", "en");
  await visit(security, ["/", "/admin/security", "/admin/security?tab=rules", "/admin/rights", "/account"]);
  const admin = await seatOf(browser, "admin", "en");
  await visit(admin, ["/admin/objects", "/admin/jobs", "/admin/webhooks"]);
  for (const one of [taken, security, admin]) right(one);
});
