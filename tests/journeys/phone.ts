import { expect, type Page } from "@playwright/test";
import { type Lang, PICTURE, sign, worded } from "./company.ts";

const MOST_STEPS = 20;

/** Presses the one big button of the job page. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name }).last().click();
}

/** Answers every step of the checklist with something valid, whatever its kind, and goes back. */
export async function doChecklist(page: Page, lang: Lang): Promise<void> {
  const t = worded(lang);
  const steps = page.getByRole("navigation", { name: t("检查清单", "Checklist") }).getByRole("button");
  await expect(steps.first()).toBeVisible();
  // a condition may show another step once one is answered, so the number is asked every time
  for (let n = 0; n < (await steps.count()) && n < MOST_STEPS; n += 1) {
    await steps.nth(n).click();
    await expect(page.getByText(t(`第 ${n + 1} 步`, `Step ${n + 1} of`))).toBeVisible();
    await answer(page, t);
    await expect(steps.nth(n)).toHaveAccessibleName(new RegExp(`${t("已完成", "done")}$`));
  }
  await page.getByRole("button", { name: new RegExp(t("^清单完成", "^(All done|Done)")) }).click();
}

async function answer(page: Page, t: (zh: string, en: string) => string): Promise<void> {
  const card = page.locator(".m-step").first();
  const files = card.locator("input[type=file]").first();
  const yes = card.getByRole("button", { name: t("是 / 合格", "Yes / good") });
  const typed = card.locator("input[inputmode], input[type=text], textarea").first();
  if (await card.locator("canvas").count()) {
    await sign(page);
    await card
      .getByRole("button", { name: t("确认签名", "Accept signature") })
      .last()
      .click();
    await expect(card.locator("canvas")).toHaveCount(0);
  } else if (await yes.count()) {
    await yes.click();
  } else if (await card.getByRole("radio").count()) {
    await card.getByRole("radio").first().click();
  } else if (await files.count()) {
    const before = await card.locator("img").count();
    await files.setInputFiles(PICTURE);
    await expect.poll(() => card.locator("img").count()).toBeGreaterThan(before);
    await expect(card.getByText(t("正在上传", "Uploading"))).toHaveCount(0);
  } else if (await typed.count()) {
    await typed.fill(await reading(page));
    await page.getByRole("button", { name: t("保存，下一步", "Save and go on") }).click();
  }
}

/** A number inside the limits the step shows; a word where none are shown. */
async function reading(page: Page): Promise<string> {
  const text = (await page.locator(".m-step").first().textContent()) ?? "";
  const limits = text.match(/(-?\d+(?:\.\d+)?)\s*–\s*(-?\d+(?:\.\d+)?)/);
  if (limits) return String((Number(limits[1]) + Number(limits[2])) / 2);
  const one = text.match(/(?:不低于|At least|不高于|At most)\s*(-?\d+(?:\.\d+)?)/);
  return one?.[1] ?? "5";
}
