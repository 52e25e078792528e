import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "@playwright/test";
import { test } from "./company.ts";
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
