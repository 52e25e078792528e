import { expect } from "@playwright/test";
import { type Lang, test, worded } from "./company.ts";
import { deskOf, knownCustomer, loginOf, phoneOf, read, reasoned, whole } from "./desk.ts";

/**
 * An order from a phone call: the agent knows the caller, the first to grab it has it, the desk
 * holds it, hands it over and calls it off. The agent, the dispatcher and two engineers at once.
 */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  test(`a call becomes an order that is grabbed, held, handed over and called off (${lang})`, async ({
    browser,
  }) => {
    const t = worded(lang);

    // --- the agent takes the call ---------------------------------------------------------------
    const agent = await deskOf(browser, "agent", lang);
    const caller = await knownCustomer(agent);
    await agent.goto("/console/intake");
    await agent
      .getByRole("textbox", {
        name: t("输入电话、姓名、地址或设备序列号", "Phone, name, address or serial number"),
      })
      .fill(caller.phone);
    const card = agent.getByRole("article", { name: caller.name });
    await card.getByRole("button", { name: t("选择", "Choose"), exact: true }).click();
    const past = card.getByRole("list", { name: t("服务历史", "History") }).getByRole("listitem");
    await expect(past).toHaveCount(Math.min(caller.history.length, 8));
    await agent
      .getByRole("radio", { name: new RegExp(`^${caller.assets[0]?.name}`) })
      .first()
      .check();
    const type = agent.getByRole("combobox", { name: t("工作类型", "Work type") });
    await type.fill("洗衣机维修");
    await agent.locator(".ant-select-item-option").filter({ hasText: "洗衣机维修" }).first().click();
    const words = `脱水时异响 ${lang} ${Date.now()}`;
    await agent.getByLabel(t("问题描述", "What is wrong"), { exact: true }).fill(words);
    await agent.getByRole("button", { name: t("保存并生成工单", "Save and make work order") }).click();
    await expect(agent.getByText(/SR\d{6}-\d+/).first()).toBeVisible();
    const made = agent.getByRole("link", { name: /^WO\d{6}-\d+$/ });
    const order = (await made.getAttribute("href"))?.match(/orders\/([0-9a-f-]{36})/)?.[1] as string;

    // --- the dispatcher opens it to whoever is first ---------------------------------------------
    const office = await deskOf(browser, "dispatcher", lang);
    await office.goto(`/console/orders/${order}`);
    await expect(office.getByText(words).first()).toBeVisible();
    await office.getByRole("button", { name: t("放入抢单池", "Put into pool") }).click();
    const pool = office.getByRole("dialog").last();
    await pool.getByRole("button", { name: t("放入抢单池", "Put into pool") }).click();
    await expect(office.getByRole("button", { name: t("撤出抢单池", "Take out of pool") })).toBeVisible();

    // --- one engineer grabs it; the other, whose phone hasn't heard, is too late -------------------
    const { candidates } = await read(office, `/api/v1/dispatch/orders/${order}/candidates`);
    const manager = await deskOf(browser, "manager", lang);
    const [first, second] = await Promise.all(
      candidates
        .slice(0, 2)
        .map(async (one: { user: string }) => phoneOf(browser, await loginOf(manager, one.user), lang)),
    );
    const { order: brief } = await whole(office, order);
    await second.route("**/api/v1/events*", (route: { abort: () => Promise<void> }) => route.abort());
    for (const phone of [first, second]) await phone.goto("/m/offers");
    const offerOn = (phone: typeof first) =>
      phone
        .locator(".s-card")
        .filter({ hasText: brief.subject })
        .getByRole("button", { name: t("抢单", "Take it") });
    await expect(offerOn(second)).toBeVisible();
    await offerOn(first).click();
    await expect(first).toHaveURL(/\/m\/jobs\//);
    await offerOn(second).click();
    await expect(
      second.getByText(t("手慢了，已被别人抢走", "Too late, somebody else took it")),
    ).toBeVisible();
    await expect(offerOn(second)).toHaveCount(0);

    // --- the desk holds it, and lets it go on ------------------------------------------------------
    await office.getByRole("button", { name: t("挂起", "Suspend"), exact: true }).click();
    await reasoned(office.getByRole("dialog").last(), "客户临时出差", t("挂起", "Suspend"));
    await expect(office.getByText(t("已挂起", "On hold")).first()).toBeVisible();
    await office.getByRole("button", { name: t("恢复", "Resume"), exact: true }).click();
    await expect(office.getByText(t("已派单", "Dispatched")).first()).toBeVisible();

    // --- the engineer can't come; the dispatcher agrees ----------------------------------------------
    await first.getByRole("button", { name: t("更多操作", "More") }).click();
    const menu = first.getByRole("dialog").last();
    await menu.getByRole("button", { name: t("申请转派", "Ask to transfer") }).click();
    const ask = first.getByRole("dialog").last();
    await ask.getByRole("radio", { name: t("车辆故障", "My vehicle broke down") }).click();
    await ask.getByRole("button", { name: t("申请转派", "Ask to transfer") }).click();
    await expect(ask).toHaveCount(0);
    await office.getByRole("button", { name: t("同意转派", "Approve"), exact: true }).click();
    await expect(office.getByText(t("待派单", "To dispatch")).first()).toBeVisible();
    // the history said «to dispatch» before: what counts is that nobody has it now
    await expect.poll(async () => (await whole(office, order)).order.engineers).toEqual([]);

    // --- and it is called off, not without saying why --------------------------------------------------
    await office.getByRole("button", { name: t("取消", "Cancel"), exact: true }).click();
    const why = office.getByRole("dialog").last();
    await why
      .getByRole("button", { name: t("取消", "Cancel"), exact: true })
      .last()
      .click();
    await expect(why.getByText(t("请填写原因。", "Give a reason."))).toBeVisible();
    expect((await whole(office, order)).order.state).toBe("pending_dispatch");
    await reasoned(why, "客户自行修好了", t("取消", "Cancel"));
    await expect(office.getByText(t("已取消", "Cancelled")).first()).toBeVisible();
  });
}
