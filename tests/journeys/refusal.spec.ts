import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { type Lang, sign, test, worded } from "./company.ts";
import { deskOf, knownCustomer, loginOf, phoneOf, read, whole, write } from "./desk.ts";
import { press } from "./phone.ts";
import { visitOf, workThrough } from "./visit.ts";

const SMALLEST_ARCHIVE = 20_000;

/**
 * The customer says no: the work is done again, accepted with a signature, reviewed, paid and kept.
 * What the other journeys click already is sent as the client sends it.
 */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  test(`refused work is done again, paid and archived (${lang})`, async ({ browser }) => {
    const t = worded(lang);
    const office = await deskOf(browser, "dispatcher", lang);
    const manager = await deskOf(browser, "manager", lang);

    // --- an order, sent and worked through -----------------------------------------------------
    const agent = await deskOf(browser, "agent", lang);
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
      description: `漏水 ${lang} ${Date.now()}`,
      priority: "normal",
    });
    const order = taken.work_order.id as string;
    await write(office, "POST", `/api/v1/dispatch/orders/${order}/auto`, {});
    const visit = await visitOf(office, order);
    const phone = await phoneOf(browser, await loginOf(manager, visit.engineer.id), lang);
    await workThrough(phone, visit.id);

    // --- the customer refuses on the engineer's phone, and has to say why ------------------------
    await phone.goto(`/m/jobs/${visit.id}`);
    await press(phone, t("请客户验收", "Customer acceptance"));
    await phone.getByRole("button", { name: t("不通过", "Refuse") }).click();
    const no = phone.getByRole("dialog").last();
    await no.getByRole("button", { name: t("不通过", "Refuse"), exact: true }).click();
    await expect(no).toBeVisible();
    await no.getByRole("radio", { name: t("问题没有解决", "The problem isn't solved") }).click();
    await no.getByRole("button", { name: t("不通过", "Refuse"), exact: true }).click();
    await expect(no).toHaveCount(0);
    expect((await whole(office, order)).order.state).toBe("rework");

    // --- it is in the queue, and planned again --------------------------------------------------
    await office.goto("/console/queue?tab=rework");
    await expect(office.getByText(taken.work_order.number).first()).toBeVisible();
    await office.goto(`/console/orders/${order}`);
    await expect(office.getByText(t("返工 1 次", "Rework 1")).first()).toBeVisible();
    await office.getByRole("button", { name: t("自动派单", "Assign automatically") }).click();
    await expect(office.getByText(t("已派单", "Dispatched")).first()).toBeVisible();
    const again = await visitOf(office, order);
    const second = await phoneOf(browser, await loginOf(manager, again.engineer.id), lang);
    await workThrough(second, again.id);

    // --- accepted this time, with a signature on the phone ----------------------------------------
    await second.goto(`/m/jobs/${again.id}/acceptance`);
    await second.getByRole("button", { name: t("验收通过，签字", "Accept and sign") }).click();
    const yes = second.getByRole("dialog").last();
    await yes.getByRole("textbox", { name: t("签字人姓名", "Name of the signer") }).fill("程女士");
    await sign(second);
    await yes.getByRole("button", { name: t("确认签名", "Accept signature") }).click();
    await expect(yes).toHaveCount(0);

    // --- reviewed, billed, paid -------------------------------------------------------------------
    await write(manager, "POST", `/api/v1/dispatch/orders/${order}/review`, { result: "pass", note: "" });
    const billed = async () => (await whole(manager, order)).bill ?? [];
    await expect.poll(async () => (await billed()).length).toBe(1);
    const finance = await deskOf(browser, "finance", lang);
    await finance.goto(`/console/settlement/bills/${(await billed())[0].id}`);
    await finance.getByRole("button", { name: t("出账", "Issue"), exact: true }).click();
    await finance.getByRole("button", { name: t("确认收款", "Mark paid"), exact: true }).click();
    await expect(finance.getByText(t("已收款", "Paid")).first()).toBeVisible();
    await expect.poll(async () => (await whole(manager, order)).order.state).toBe("settled");

    // --- archived: its paper comes down in both languages --------------------------------------------
    await write(finance, "POST", `/api/v1/dispatch/orders/${order}/archive`, {});
    await finance.goto(`/console/orders/${order}`);
    const coming = finance.waitForEvent("download");
    await finance.getByRole("link", { name: t("下载归档", "Download archive") }).click();
    const paper = readFileSync(await (await coming).path());
    expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
    expect(paper.length).toBeGreaterThan(SMALLEST_ARCHIVE);
  });
}
