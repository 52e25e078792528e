import { expect } from "@playwright/test";
import { browserOf, type Lang, PHONE, PICTURE, test, worded } from "./company.ts";
import { deskOf, loginOf, phoneOf, read, whole, write } from "./desk.ts";
import { visitOf } from "./visit.ts";
import { aside, begin, sentOrder } from "./ways.ts";

const PASSWORD = "a bicycle for two in the rain";

/** What happens beside the main job, on the engineer's phone: each way is pressed as a person presses it. */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  const t = worded(lang);
  const more = t("更多操作", "More");

  test(`a declined job goes back to the desk with its reason (${lang})`, async ({ browser }) => {
    const sent = await sentOrder(browser, lang, "拒单");
    const { phone, office, order } = sent;
    await phone.getByRole("button", { name: t("拒单", "Decline") }).click();
    const sheet = phone.getByRole("dialog").last();
    const decline = sheet.getByRole("button", { name: t("拒单", "Decline"), exact: true });
    await decline.click();
    await expect(sheet.getByText(t("请选择或填写原因", "Choose or write a reason"))).toBeVisible();
    await sheet.getByRole("radio", { name: t("路太远", "Too far") }).click();
    await sheet.getByRole("textbox").fill(t("在城北", "I am in the north"));
    await decline.click();
    await expect(phone).toHaveURL(/\/m\/$/);
    await expect(phone.getByText(sent.number)).toHaveCount(0);
    const now = await whole(office, order);
    expect(now.order.state).toBe("pending_dispatch");
    await office.goto(`/console/orders/${order}`);
    await office.getByRole("tab", { name: new RegExp(t("^上门", "^Visits")) }).click();
    await expect(office.getByText(t("路太远：在城北", "Too far：I am in the north")).first()).toBeVisible();
  });

  test(`a paused job stands, goes on, and what is left is another visit (${lang})`, async ({ browser }) => {
    const sent = await sentOrder(browser, lang, "等配件");
    const { phone, office, order, visit } = sent;
    await begin(sent);
    const hold = await aside(phone, more, t("暂停", "Pause"));
    await hold.getByRole("radio", { name: t("等配件", "Waiting for a part") }).click();
    await hold.getByRole("button", { name: t("暂停", "Pause"), exact: true }).click();
    await expect(hold).toHaveCount(0);
    await expect(phone.getByText(t("暂停中", "Paused"), { exact: true }).first()).toBeVisible();
    await expect(phone.getByText(t("计时暂停", "Clock paused"))).toBeVisible();
    await office.goto(`/console/orders/${order}`);
    const clocks = office.getByRole("region", { name: t("SLA 时限", "SLA clocks") });
    await expect(clocks.getByText(t("暂停中", "Paused"))).toBeVisible();
    await phone.getByRole("button", { name: t("继续作业", "Resume work") }).click();
    await expect(phone.getByText(t("计时暂停", "Clock paused"))).toHaveCount(0);

    // --- part is done, the rest is another day ---------------------------------------------------
    const part = await aside(phone, more, t("部分完成", "Partly done"));
    await part.getByRole("textbox").fill("已拆下电机，等新电机到货");
    await part.getByRole("button", { name: t("部分完成", "Partly done"), exact: true }).click();
    await expect(phone).toHaveURL(/\/m\/$/);
    expect((await whole(office, order)).order.state).toBe("pending_dispatch");
    await office.reload();
    await office.getByRole("button", { name: t("自动派单", "Assign automatically") }).click();
    await expect(office.getByText(t("已派单", "Dispatched")).first()).toBeVisible();
    const again = await visitOf(office, order);
    expect(again.id).not.toBe(visit);
    const second = await phoneOf(browser, await loginOf(sent.manager, again.engineer.id), lang);
    await second.goto(`/m/jobs/${again.id}`);
    await expect(second.getByRole("button", { name: t("接单", "Accept") }).last()).toBeVisible();
  });

  test(`what can't be done is told with a photo (${lang})`, async ({ browser }) => {
    const sent = await sentOrder(browser, lang, "无法修复");
    const { phone, office, order } = sent;
    await begin(sent);
    const sheet = await aside(phone, more, t("无法完成", "Can't complete"));
    await sheet.getByRole("radio", { name: t("有安全隐患", "Not safe") }).click();
    await sheet.locator("input[type=file]").first().setInputFiles(PICTURE);
    await expect(sheet.getByRole("img")).toHaveCount(1);
    await expect(sheet.getByText(t("正在上传", "Uploading"))).toHaveCount(0);
    await sheet.getByRole("button", { name: t("无法完成", "Can't complete"), exact: true }).click();
    await expect(phone).toHaveURL(/\/m\/$/);
    const now = await whole(office, order);
    expect(now.order.state).toBe("cannot_complete");
    const left = now.check_in.find((one: { kind: string }) => one.kind === "leave");
    expect(left.photos).toHaveLength(1);
    await office.goto(`/console/orders/${order}`);
    await office.getByRole("tab", { name: new RegExp(t("^上门", "^Visits")) }).click();
    await expect(office.locator(".o-check-in img").first()).toBeVisible();
  });

  test(`a job is handed to the colleague who was asked for (${lang})`, async ({ browser }) => {
    const sent = await sentOrder(browser, lang, "转派");
    const { phone, office, order, engineer } = sent;
    const { candidates } = await read(office, `/api/v1/dispatch/orders/${order}/candidates`);
    const heir = candidates.find((one: { user: string }) => one.user !== engineer);
    const sheet = await aside(phone, more, t("申请转派", "Ask to transfer"));
    await sheet.getByRole("radio", { name: t("车辆故障", "My vehicle broke down") }).click();
    await sheet.getByLabel(t("希望转给（可不选）", "To whom (optional)")).click();
    const people = phone.getByRole("dialog").last();
    await people.getByRole("textbox").fill(heir.name);
    await people.getByRole("radio", { name: heir.name }).first().click();
    await sheet.getByRole("button", { name: t("申请转派", "Ask to transfer"), exact: true }).click();
    await expect(sheet).toHaveCount(0);
    await office.goto(`/console/orders/${order}`);
    await office.getByRole("button", { name: t("同意转派", "Approve"), exact: true }).click();
    await expect.poll(async () => (await visitOf(office, order))?.engineer.id).toBe(heir.user);
    const visit = await visitOf(office, order);
    const other = await phoneOf(browser, await loginOf(sent.manager, heir.user), lang);
    await other.goto(`/m/jobs/${visit.id}`);
    await expect(other.getByRole("button", { name: t("接单", "Accept") }).last()).toBeVisible();
    await phone.goto("/m/");
    await expect(phone.getByText(sent.number)).toHaveCount(0);
  });

  test(`a month's statement is disputed, mended and confirmed on the phone (${lang})`, async ({
    browser,
  }) => {
    const finance = await deskOf(browser, "finance", lang);
    const manager = await deskOf(browser, "manager", lang);
    const filter = encodeURIComponent(JSON.stringify({ field: "state", op: "eq", value: "published" }));
    const found = await read(
      finance,
      `/api/v1/records/statement?fields=engineer,period,total&filter=${filter}&sort=-period&limit=20`,
    );
    const one = found.records[lang === "en" ? 1 : 0];
    const phone = await phoneOf(browser, await loginOf(manager, one.values.engineer.id), lang);
    await phone.goto(`/m/me/statements?open=${one.id}`);
    const card = phone.locator(".s-card").filter({ hasText: one.values.period }).first();
    await card.getByRole("button", { name: t("有异议", "It is wrong") }).click();
    const sheet = phone.getByRole("dialog").last();
    await sheet.getByRole("radio").first().click();
    await sheet.getByRole("textbox").fill("少了一单");
    await sheet.getByRole("button").last().click();
    await expect(sheet).toHaveCount(0);
    await expect(card.getByText(t("有异议", "Disputed"), { exact: true })).toBeVisible();
    await write(finance, "POST", `/api/v1/records/statement/${one.id}/commands/publish`, {});
    await card.getByRole("button", { name: t("确认无误", "It is right") }).click();
    await phone.getByRole("dialog").last().getByRole("button").last().click();
    await expect(card.getByText(t("已确认", "Confirmed"), { exact: true })).toBeVisible();
  });

  test(`an invited engineer follows the link to the phone's first day, once (${lang})`, async ({
    browser,
  }) => {
    const admin = await deskOf(browser, "admin", lang);
    const login = `new-${Date.now().toString(36)}-${lang.slice(0, 2)}`;
    const made = await write(admin, "POST", "/api/v1/admin/users", { login, name: "周新", locale: lang });
    expect(made.link).toContain("/console/invitation#");
    const security = await deskOf(browser, "security", lang);
    const roles = await read(security, "/api/v1/records/role?fields=code&limit=50");
    const role = roles.records.find((one: { values: { code: string } }) => one.values.code === "engineer");
    await write(security, "POST", "/api/v1/records/user_role", {
      values: { user: made.user.id, role: role.id },
    });
    const { link } = await write(admin, "POST", `/api/v1/admin/users/${made.user.id}/invitation`, {});
    const path = new URL(link).pathname + new URL(link).hash;
    expect(path).toContain("/m/invitation#");

    const phone = await (await browserOf(browser, { lang, viewport: PHONE })).newPage();
    await phone.goto(path);
    await expect(phone.getByText(login)).toBeVisible();
    const words = phone.locator("input[type=password]");
    await words.first().fill(PASSWORD);
    await words.last().fill(`${PASSWORD}!`);
    const save = phone.getByRole("button", { name: t("保存新密码", "Save the new password") });
    await save.click();
    await expect(phone.getByText(t("两次输入不一样", "The two don't match"))).toBeVisible();
    await words.last().fill(PASSWORD);
    await save.click();
    await expect(phone.getByText(t("这一天没有安排上门", "No visits planned for this day"))).toBeVisible();

    const late = await (await browserOf(browser, { lang, viewport: PHONE })).newPage();
    await late.goto(path);
    await expect(late.getByRole("heading", { name: t("链接已失效", "This link is over") })).toBeVisible();
    await late.getByRole("button", { name: t("去登录", "To sign-in") }).click();
    await expect(late.getByRole("button", { name: t("登录", "Sign in"), exact: true })).toBeVisible();
  });
}
