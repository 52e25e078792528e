import { type BrowserContext, expect, type Page } from "@playwright/test";
import { accept, browserOf, DESK, demo, invite, PHONE, signIn, test } from "./company.ts";
import { startProvider } from "./identity_provider.ts";

/** A device that can hold passkeys and whose owner is always there. */
async function device(context: BrowserContext, page: Page): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const named = (): string => `guest${Date.now()}`;

test("a passkey made in the console opens it without a password", async ({ browser }) => {
  const context = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const page = await context.newPage();
  await device(context, page);
  await signIn(page, "/console/", "manager2", "zh-CN");
  await page.goto("/console/account");
  await page.getByRole("tab", { name: "登录与安全" }).click();
  const name = `电脑 ${Date.now()}`;
  await page.getByRole("textbox", { name: "名称，如「办公室电脑」" }).fill(name);
  await page.getByRole("button", { name: "添加通行密钥" }).click();
  await expect(page.getByText(name)).toBeVisible();

  await page.getByRole("button", { name: "账户", exact: true }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await page.getByRole("button", { name: "用通行密钥登录（指纹 / 面容）" }).click();
  await expect(page.getByRole("button", { name: "账户", exact: true })).toBeVisible();
  const me = await (await page.request.get("/api/v1/session")).json();
  expect(me.user.login).toBe("manager2");
});

test("a passkey made on the phone opens it without a password", async ({ browser }) => {
  const context = await browserOf(browser, { lang: "zh-CN", viewport: PHONE });
  const page = await context.newPage();
  await device(context, page);
  await signIn(page, "/m/", "engineer05", "zh-CN");
  await page.goto("/m/me/account");
  await page
    .getByRole("listitem")
    .filter({ hasText: "用指纹或面容登录" })
    .getByRole("button", { name: "添加" })
    .click();
  await expect(page.getByText("已添加，下次可直接用它登录")).toBeVisible();
  await context.clearCookies();

  await page.goto("/m/");
  await page.getByRole("button", { name: "用指纹或面容登录" }).click();
  await expect(page.locator("input[type=password]")).toHaveCount(0);
  const me = await (await page.request.get("/api/v1/session")).json();
  expect(me.user.login).toBe("engineer05");
});

test("the second factor is set up by a QR code, at the desk and on the phone", async ({ browser }) => {
  const desk = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const page = await desk.newPage();
  await signIn(page, "/console/", "dispatcher3", "zh-CN");
  await page.goto("/console/account");
  await page.getByRole("tab", { name: "登录与安全" }).click();
  await page.getByRole("button", { name: "启用", exact: true }).click();
  await expect(page.locator(".ant-qrcode svg")).toBeVisible();
  const pocket = await browserOf(browser, { lang: "zh-CN", viewport: PHONE });
  const phone = await pocket.newPage();
  await signIn(phone, "/m/", "engineer06", "zh-CN");
  await phone.goto("/m/me/account");
  await phone.getByRole("button", { name: "开启" }).first().click();
  await expect(phone.getByRole("img", { name: "验证器二维码" }).locator("svg")).toBeVisible();
});

test("the company's own sign-in is set up on the screen, and lets in whom it vouches for", async ({
  browser,
}) => {
  const login = named();
  const email = `${login}@example.com`;
  const provider = await startProvider(email);
  const office = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const admin = await office.newPage();
  await signIn(admin, "/console/", "admin", "zh-CN");
  const link = await invite(admin, { login, name: "林小满", email });
  const first = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  await accept(await first.newPage(), link);

  const keep = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const security = await keep.newPage();
  await signIn(security, "/console/", "security", "zh-CN");
  await security.goto("/console/admin/security");
  await security.getByRole("button", { name: "添加登录方式" }).click();
  const form = security.getByRole("dialog");
  await form.getByLabel("名称（显示在登录页）").fill("集团登录");
  await form.getByLabel("标识", { exact: true }).fill(login);
  await form.getByLabel("颁发者地址（Issuer）").fill(provider.issuer);
  await form.getByLabel("客户端 ID").fill(provider.client);
  await form.getByLabel("客户端密钥").fill(provider.secret);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form).toHaveCount(0);
  await security.getByRole("button", { name: "测试连接" }).last().click();
  await expect(security.getByText("可以连接：已读取登录地址和 1 个签名公钥。")).toBeVisible();

  const guest = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const page = await guest.newPage();
  await page.goto("/console/");
  await page.getByRole("button", { name: "公司单点登录" }).click();
  await page.getByRole("searchbox", { name: "公司代码" }).fill(demo().tenant);
  await page.getByRole("button", { name: "查找" }).click();
  await page.getByRole("link", { name: "用 集团登录 登录" }).last().click();
  await expect(page.getByRole("heading", { name: "林小满，您好" })).toBeVisible();

  // switched off, it lets in nobody
  await security.getByRole("switch", { name: "集团登录 启用" }).last().click();
  await expect(security.getByRole("switch", { name: "集团登录 启用" }).last()).not.toBeChecked();
  const late = await browserOf(browser, { lang: "zh-CN", viewport: DESK });
  const answer = await (await late.newPage()).request.get(`/api/v1/session/oidc/${demo().tenant}/${login}`, {
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(404);
  await provider.close();
});
