import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";
import { browserOf, demo, type Lang, PHONE, PICTURE, test, worded } from "./company.ts";
import { deskOf, loginOf, phoneOf, read, whole, write } from "./desk.ts";
import { visitOf, workThrough } from "./visit.ts";

/** A fault reported behind the sticker; the page that follows it, in the customer's hand. */
async function reported(browser: Browser, lang: Lang, what: string): Promise<{ page: Page; number: string }> {
  const page = await (await browserOf(browser, { lang, viewport: PHONE })).newPage();
  const answer = await page.request.post(`/api/v1/portal/${demo().tenant}/requests`, {
    data: {
      id: randomUUID(),
      asset_token: demo().asset_token,
      contact_name: "王女士",
      contact_phone: "13800005678",
      description: `${what} ${Date.now()}`,
    },
  });
  expect(answer.ok(), `a report: ${answer.status()}`).toBe(true);
  const { path, number } = await answer.json();
  await page.goto(path);
  return { page, number };
}

/** What a customer does behind their link; the page hears what the company does without asking for it. */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  const t = worded(lang);

  test(`a customer says something and calls it off, not without a reason (${lang})`, async ({ browser }) => {
    const { page } = await reported(browser, lang, "取消");
    await page.getByLabel(t("给客服留言", "Message the office")).fill(t("下午在家", "Home after noon"));
    await page.getByRole("button", { name: t("发送", "Send"), exact: true }).click();
    const told = page.getByRole("listitem").filter({ hasText: t("下午在家", "Home after noon") });
    await expect(told).toBeVisible();
    await page.getByRole("button", { name: t("取消预约", "Call it off") }).click();
    const send = page.getByRole("button", { name: t("确认取消", "Call it off") });
    await expect(send).toBeDisabled();
    await page.getByLabel(t("取消原因", "Why?")).fill(t("自己修好了", "Mended it myself"));
    await send.click();
    await expect(page.getByText(t("已取消", "Called off")).first()).toBeVisible();
    await expect(page.getByRole("button", { name: t("取消预约", "Call it off") })).toHaveCount(0);
  });

  test(`a customer sees who is on the way, refuses with a photo and gets a second visit (${lang})`, async ({
    browser,
  }) => {
    const { page, number } = await reported(browser, lang, "返工");
    const [office, manager, agent] = await Promise.all(
      ["dispatcher", "manager", "agent"].map((login) => deskOf(browser, login, lang)),
    );
    if (!office || !manager || !agent) throw new Error("a desk is missing");
    const filter = encodeURIComponent(JSON.stringify({ field: "number", op: "eq", value: number }));
    const found = await read(agent, `/api/v1/records/service_request?fields=number&filter=${filter}`);
    const types = await read(agent, "/api/v1/records/work_type?fields=name&limit=100");
    const type = types.records.find((one: { values: { name: string } }) => one.values.name === "洗衣机维修");
    const made = await write(agent, "POST", `/api/v1/dispatch/requests/${found.records[0].id}/convert`, {
      work_type: type.id,
      priority: "normal",
    });
    const order = made.id as string;
    await write(office, "POST", `/api/v1/dispatch/orders/${order}/auto`, {});
    const visit = await visitOf(office, order);
    const login = await loginOf(manager, visit.engineer.id);
    const phone = await phoneOf(browser, login, lang);
    const root = `/api/v1/field/appointments/${visit.id}`;
    const { location } = (await read(phone, root)).order;

    // --- on the way: how far, without asking for it --------------------------------------------------
    const away = {
      lon: location.lon + 0.04,
      lat: location.lat,
      datum: "WGS84",
      accuracy_m: 10,
      fix_age_s: 1,
    };
    const shared = await write(phone, "POST", "/api/v1/field/position", { location: away });
    await write(phone, "POST", `${root}/accept`, {});
    await write(phone, "POST", `${root}/depart`, { location: away });
    const step = page.locator("[aria-current=step]");
    await expect(step).toContainText(t("工程师在路上", "On the way"));
    if (shared.stored) await expect(page.getByText(t("距您约", "km away"))).toBeVisible();

    // --- done, and not well ---------------------------------------------------------------------------
    await workThrough(phone, visit.id, "arrive");
    await page.getByRole("button", { name: t("没有修好，不通过", "Not fixed: refuse") }).click();
    const why = t("脱水还是响", "Still rattles");
    await page.getByLabel(t("哪里还有问题？", "What is still wrong?")).fill(why);
    await page.locator("input[type=file]").first().setInputFiles(PICTURE);
    await expect(page.getByRole("img", { name: t("照片 1", "Photo 1") })).toBeVisible();
    await expect(page.getByText(t("正在上传", "Uploading"))).toHaveCount(0);
    await page.getByRole("button", { name: t("提交不通过", "Refuse"), exact: true }).click();
    await expect(page.getByText(t("正在安排再次上门", "arranging another visit"))).toBeVisible();
    const word = (await whole(office, order)).acceptance[0];
    expect(word.reason).toBe(why);
    expect(word.photos).toHaveLength(1);

    // --- somebody comes again ---------------------------------------------------------------------------
    await write(office, "POST", `/api/v1/dispatch/orders/${order}/auto`, {});
    const again = await visitOf(office, order);
    const second = await phoneOf(browser, await loginOf(manager, again.engineer.id), lang);
    await write(second, "POST", `/api/v1/field/appointments/${again.id}/accept`, {});
    await expect(step).toContainText(t("已安排工程师", "Engineer assigned"));
    await expect(page.getByText(t("返工处理中（第 1 次）", "Being done again (no. 1)"))).toBeVisible();
  });
}
