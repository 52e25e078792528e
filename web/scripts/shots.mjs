// Screenshots for looking at: node scripts/shots.mjs <folder> <name=url[@WxH[@lang[@elder]]]> …
import { chromium } from "@playwright/test";

const [folder, ...wanted] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.SORTIE_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
for (const one of wanted) {
  const [name, rest] = [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)];
  const [url, size = "1440x900", lang = "zh-CN", elder] = rest.split("@");
  const [width, height] = size.split("x").map(Number);
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: width < 600 ? 2 : 1,
    locale: lang,
    hasTouch: width < 600,
  });
  if (elder) await page.addInitScript(() => localStorage.setItem("sortie.display", "elder"));
  await page.addInitScript((chosen) => localStorage.setItem("sortie.language", chosen), lang);
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => (message.type() === "error" ? problems.push(message.text()) : undefined));
  await page.goto(url, { waitUntil: "load" });
  await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
  await page.screenshot({ path: `${folder}/${name}.png` });
  console.log(
    `${name}: ${problems.length === 0 ? "no errors" : problems.slice(0, 4).join(" | ").slice(0, 600)}`,
  );
  await page.close();
}
await browser.close();
