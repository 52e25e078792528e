import { type BrowserContext, expect, type Page } from "@playwright/test";
import { browserOf, demo, type Lang, PHONE, signIn, test, worded } from "./company.ts";
import { Watch, wrongWith } from "./looks.ts";

/** Opens one screen after another and gathers everything wrong with any of them. */
async function walk(page: Page, watch: Watch, screens: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const screen of screens) {
    await page.goto(screen);
    await watch.settled(page);
    wrong.push(...(await wrongWith(page)).map((one) => `${screen}: ${one}`));
  }
  return wrong;
}

async function open(context: BrowserContext): Promise<[Page, Watch]> {
  const watch = new Watch(context);
  return [await context.newPage(), watch];
}

// recording every step of every screen costs more than looking at it
test.use({ trace: "off" });
// each looks by itself: whichever browser is free takes the next
test.describe.configure({ mode: "parallel" });

for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  test(`every phone screen fits, reads and is accessible (${lang})`, async ({ browser }) => {
    const [page, watch] = await open(await browserOf(browser, { lang, viewport: PHONE }));
    const wrong = await walk(page, watch, ["/m/"]);
    await signIn(page, "/m/", "engineer", lang);
    const day = await (await page.request.get("/api/v1/field/today")).json();
    const visit = day.appointments[0].id as string;
    wrong.push(
      ...(await walk(page, watch, [
        "/m/",
        "/m/orders",
        `/m/jobs/${visit}`,
        `/m/jobs/${visit}/checklist`,
        `/m/jobs/${visit}/parts`,
        `/m/jobs/${visit}/acceptance`,
        "/m/offers",
        "/m/messages",
        "/m/me",
        "/m/me/shifts",
        "/m/me/leave",
        "/m/me/certificates",
        "/m/me/statements",
        "/m/me/account",
      ])),
    );
    expect([...wrong, ...watch.unexpected()]).toEqual([]);
  });

  test(`the customer's pages fit, read and are accessible (${lang})`, async ({ browser }) => {
    const t = worded(lang);
    const { tenant, asset_token } = demo();
    const [page, watch] = await open(await browserOf(browser, { lang, viewport: PHONE }));
    const wrong = await walk(page, watch, [`/p/${tenant}`, `/p/${tenant}/a/${asset_token}`]);
    await page.getByLabel(t("问题描述", "What is wrong?")).fill(`异响 ${lang} ${Date.now()}`);
    await page.getByLabel(t("您的称呼", "Your name")).fill("王女士");
    await page.getByLabel(t("联系电话", "Phone")).fill("13800005678");
    await page.getByRole("button", { name: t("提交报修", "Send"), exact: true }).click();
    await expect(page).toHaveURL(/\/track\//);
    await watch.settled(page);
    wrong.push(...(await wrongWith(page)).map((one) => `track: ${one}`));
    expect([...wrong, ...watch.unexpected()]).toEqual([]);
  });
}
