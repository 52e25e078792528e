import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { type Lang, test, worded } from "./company.ts";
import { deskOf, knownCustomer } from "./desk.ts";

/** A sheet of four rows, one of them wrong: checked in place, imported, the failed row comes back. */
for (const lang of ["zh-CN", "en"] as const satisfies readonly Lang[]) {
  test(`a file of orders is checked, imported and its failed row handed back (${lang})`, async ({
    browser,
  }) => {
    const t = worded(lang);
    const page = await deskOf(browser, "dispatcher", lang);
    const customer = await knownCustomer(page);
    const mark = `${lang} ${Date.now()}`;
    const rows = [1, 2, 3].map((n) => `${customer.phone},PW-FIX,${mark} ${n}`);
    const sheet = ["客户,工作类型,问题描述", ...rows, `查无此人,PW-FIX,${mark} 4`].join("\r\n");

    await page.goto("/console/queue");
    await page
      .getByRole("main")
      .getByRole("button", { name: t("导入工单", "Import orders") })
      .click();
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(sheet) });

    // --- the problem stands in the very cell it is about, and nothing is made yet -------------------
    const wrong = page.getByRole("row", { name: /查无此人/ });
    await expect(
      wrong.getByText(t("找不到客户「查无此人」", "There is no customer “查无此人”")),
    ).toBeVisible();
    await page.getByRole("button", { name: t("导入 3 行", "Import 3 rows") }).click();

    // --- made in the background: the orders, and a file of what failed ------------------------------
    await expect(
      page.getByText(
        t("导入完成：成功 3 行，跳过 0 行，失败 1 行。", "Done: 3 imported, 0 skipped, 1 failed."),
      ),
    ).toBeVisible();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: t("下载失败行", "Download the failed rows") }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^orders .*\.xlsx$/);
    expect(
      readFileSync(await file.path())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    await page.getByRole("link", { name: t("查看这批工单", "See these orders") }).click();
    await expect(page.getByRole("row", { name: /WO\d{6}-\d+/ })).toHaveCount(3);
  });
}
