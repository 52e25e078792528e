import { expect } from "@playwright/test";
import { browserOf, DESK, demo, type Lang, PHONE, PICTURE, sign, signIn, test, worded } from "./company.ts";
import { doChecklist, press } from "./phone.ts";

/**
 * The product's main job, whole: a customer scans the sticker, the office plans, the engineer goes,
 * the customer signs and rates, the manager reviews. Four browsers at once, in both languages.
 */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  test(`one work order from the sticker to the review (${lang})`, async ({ browser }) => {
    const t = worded(lang);
    const { tenant, asset_token } = demo();

    // --- the customer reports, without an account --------------------------------------------
    const customer = await (await browserOf(browser, { lang, viewport: PHONE })).newPage();
    await customer.goto(`/p/${tenant}/a/${asset_token}`);
    await customer.getByLabel(t("问题描述", "What is wrong?")).fill(`不制冷 ${lang} ${Date.now()}`);
    await customer.locator("input[type=file]").first().setInputFiles(PICTURE);
    await expect(customer.getByRole("img", { name: t("照片 1", "Photo 1") })).toBeVisible();
    await expect(customer.getByText(t("正在上传", "Uploading"))).toHaveCount(0);
    await customer.getByLabel(t("您的称呼", "Your name")).fill("王女士");
    await customer.getByLabel(t("联系电话", "Phone")).fill("13800005678");
    await customer.getByRole("button", { name: t("提交报修", "Send"), exact: true }).click();
    await expect(customer).toHaveURL(/\/track\//);
    const number = (
      await customer
        .getByText(/SR\d{6}-\d+/)
        .first()
        .textContent()
    )?.match(/SR\d{6}-\d+/)?.[0];
    expect(number).toBeTruthy();

    // --- the dispatcher makes the order and sends the best candidate ---------------------------
    const office = await (await browserOf(browser, { lang, viewport: DESK })).newPage();
    await signIn(office, "/console/", "dispatcher", lang);
    await office.goto("/console/requests");
    await office
      .getByText(number as string)
      .first()
      .click();
    await office
      .getByRole("button", { name: t("转工单", "Make work order") })
      .first()
      .click();
    const dialog = office.getByRole("dialog").last();
    await expect(dialog).toBeVisible();
    const type = dialog.getByRole("combobox", { name: t("工作类型", "Work type") });
    if (await type.count()) {
      await type.click();
      await office.locator(".ant-select-item-option").filter({ hasText: "维修" }).first().click();
    }
    await dialog.getByRole("button", { name: t("转工单", "Make work order") }).click();
    await office.getByRole("link", { name: new RegExp(t("^工单号 WO", "^Work order WO")) }).click();
    await expect(office).toHaveURL(/\/orders\//);
    const orderId = office.url().match(/orders\/([0-9a-f-]{36})/)?.[1] as string;
    const assign = office.getByRole("tab", { name: t("派单", "Assign"), exact: true });
    await assign.click();
    const send = office.getByRole("button", { name: new RegExp(t("^指派给", "^Assign to")) }).first();
    await send.click();
    await expect(office.getByText(t("已派单", "Dispatched")).first()).toBeVisible();

    // --- who got it, and where ----------------------------------------------------------------
    const whole = await (await office.request.get(`/api/v1/dispatch/orders/${orderId}/full`)).json();
    const visit = whole.appointment[0];
    const filter = JSON.stringify({ field: "id", op: "eq", value: visit.engineer.id });
    const manager = await (await browserOf(browser, { lang, viewport: DESK })).newPage();
    await signIn(manager, "/console/", "manager", lang);
    const people = await (
      await manager.request.get(`/api/v1/records/user?fields=login&filter=${encodeURIComponent(filter)}`)
    ).json();
    const login = people.records[0].values.login as string;

    // --- the engineer's phone ------------------------------------------------------------------
    const at = whole.order.location as { lon: number; lat: number };
    const phone = await (await browserOf(browser, { lang, viewport: PHONE, at })).newPage();
    await signIn(phone, "/m/", login, lang);
    await phone.goto(`/m/jobs/${visit.id}`);
    await press(phone, t("接单", "Accept"));
    await expect(phone.getByRole("button", { name: t("出发", "On my way") }).last()).toBeVisible();
    await expect(customer.getByText(visit.engineer.title)).toBeVisible({ timeout: 20_000 });
    await press(phone, t("出发", "On my way"));
    await press(phone, t("签到", "Check in"));
    const sheet = phone.getByRole("dialog").last();
    await expect(sheet.getByText(t("您在现场范围内", "You are at the place"))).toBeVisible();
    await sheet.getByRole("button", { name: t("签到", "Check in") }).click();
    await press(phone, t("开始作业", "Start work"));
    await press(phone, new RegExp(t("做检查清单", "^Checklist")));
    await doChecklist(phone, lang);
    await phone.getByRole("link", { name: t("登记配件与服务", "Enter parts and services") }).click();
    await phone
      .getByRole("button", { name: t("添加一项", "Add an item") })
      .last()
      .click();
    const part = phone.getByRole("dialog").last();
    await part.getByRole("textbox", { name: t("名称", "Name") }).fill("启动电容");
    await part.getByRole("textbox", { name: t("单价（元）", "Unit price (¥)") }).fill("35");
    await part.getByRole("button", { name: t("保存", "Save"), exact: true }).click();
    await expect(phone.getByText("启动电容")).toBeVisible();
    await phone.goto(`/m/jobs/${visit.id}`);
    await press(phone, t("完工", "Finish"));
    await phone
      .getByRole("dialog")
      .last()
      .getByRole("button", { name: t("完工", "Finish") })
      .click();
    await expect(
      phone.getByRole("button", { name: t("请客户验收", "Customer acceptance") }).last(),
    ).toBeVisible();

    // --- the customer signs through the link, and rates ----------------------------------------
    await customer.getByLabel(t("签字人姓名", "Your name")).fill("王女士", { timeout: 30_000 });
    await sign(customer);
    await customer.locator(".s-sign").getByRole("button").last().click();
    await customer.getByRole("radio", { name: t("5 星", "5 of 5") }).click({ timeout: 30_000 });
    await customer.getByRole("button", { name: t("有礼貌", "Polite") }).click();
    await customer.getByRole("button", { name: t("提交评价", "Send rating") }).click();
    await expect(customer.getByText(t("您的评价", "Your rating")).first()).toBeVisible();

    // --- the manager reviews: the bill is there ------------------------------------------------
    await manager.goto(`/console/orders/${orderId}`);
    await manager.getByRole("button", { name: t("审核通过", "Pass review") }).click();
    const review = manager.getByRole("dialog").last();
    await review.getByRole("button", { name: t("审核通过", "Pass review") }).click();
    await expect
      .poll(async () => {
        const now = await (await manager.request.get(`/api/v1/dispatch/orders/${orderId}/full`)).json();
        return now.bill?.length ?? 0;
      })
      .toBe(1);
  });
}
