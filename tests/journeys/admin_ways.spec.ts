import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@playwright/test";
import { browserOf, demo, PHONE, test } from "./company.ts";
import { deskOf, read, write } from "./desk.ts";

test("an ERP on this machine is told of a customer it may see, and the screen shows that it was", async ({
  browser,
}) => {
  const told: string[] = [];
  const erp = createServer((asked, answer) => {
    asked.on("data", (part) => told.push(String(part)));
    asked.on("end", () => answer.end("ok"));
  });
  await new Promise<void>((listening) => erp.listen(0, "127.0.0.1", listening));
  const { port } = erp.address() as AddressInfo;
  try {
    const admin = await deskOf(browser, "admin", "zh-CN");
    await admin.goto("/console/admin/webhooks");
    await admin.getByRole("button", { name: "新建接收地址" }).click();
    const form = admin.getByRole("dialog");
    await form.getByLabel("名称").fill("ERP");
    await form.getByLabel("地址").fill(`http://127.0.0.1:${port}/hook`);
    await form.getByLabel("允许的内网主机").fill("127.0.0.1");
    await form.getByLabel("允许的内网主机").press("Enter");
    const manager = await deskOf(browser, "manager", "zh-CN");
    const { user } = await read(manager, "/api/v1/session");
    await form.getByLabel("按谁的权限推送").fill(user.name as string);
    await admin.getByTitle(user.name as string).click();
    await form.getByRole("button", { name: "保存" }).click();
    await expect(form).toHaveCount(0);

    const customer = { values: { name: "推送测试客户", phone: "13900007788" } };
    const made = await write(manager, "POST", "/api/v1/records/customer", customer);
    await expect.poll(() => told.join("\n")).toContain(made.id as string);
    expect(told.join("\n")).not.toContain("推送测试客户");
    await admin.getByRole("button", { name: "推送记录" }).click();
    const line = admin.getByRole("row").filter({ hasText: "record.customer.create" });
    await expect(line).toContainText("成功");
    await expect(line).toContainText("200");
  } finally {
    erp.close();
  }
});

test("a job's pin stands where the job is", async ({ browser }) => {
  const desk = await deskOf(browser, "dispatcher", "zh-CN");
  // the small map is drawn around the place, so its pin belongs in the middle
  const found = await read(desk, "/api/v1/records/work_order?limit=1&sort=-created_at");
  await desk.goto(`/console/orders/${found.records[0].id}?tab=overview`);
  const pin = desk.locator(".m-mini .m-pin--place");
  await expect(pin).toBeVisible();
  const middle = async (part: typeof pin): Promise<{ x: number; y: number }> => {
    const box = await part.boundingBox();
    return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: NaN, y: NaN };
  };
  await expect
    .poll(async () => {
      const [at, map] = [await middle(pin), await middle(desk.locator(".m-mini"))];
      return Math.hypot(at.x - map.x, at.y - map.y);
    })
    .toBeLessThan(4);
});

test("a customer's link that went astray is changed, and the old one opens nothing", async ({ browser }) => {
  const desk = await deskOf(browser, "dispatcher", "zh-CN");
  const asset = demo().asset_token;
  const wish = {
    asset_token: asset,
    contact_name: "高女士",
    contact_phone: "13900005566",
    description: "漏水",
  };
  const { token } = await write(desk, "POST", "/api/v1/portal/demo/requests", wish);
  const filter = encodeURIComponent(
    JSON.stringify({ field: "contact_phone", op: "eq", value: "+8613900005566" }),
  );
  const asked = await read(desk, `/api/v1/records/service_request?limit=1&filter=${filter}`);
  const [type] = (await read(desk, "/api/v1/records/work_type?limit=1")).records;
  const convert = `/api/v1/dispatch/requests/${asked.records[0].id}/convert`;
  const order = await write(desk, "POST", convert, { work_type: type.id });
  await desk.goto(`/console/orders/${order.id}?tab=overview`);
  await desk.getByRole("button", { name: "更换链接" }).click();
  await desk.getByRole("tooltip").getByRole("button", { name: "更换链接" }).click();
  const fresh = await desk.getByLabel("客户链接").inputValue();
  expect(fresh).not.toContain(token as string);
  expect((await desk.request.get(`/api/v1/portal/demo/track/${token}`)).status()).toBe(404);
  const customer = await (await browserOf(browser, { lang: "zh-CN", viewport: PHONE })).newPage();
  await customer.goto(fresh);
  await expect(customer.getByRole("heading", { name: "服务进度" })).toBeVisible();
});
