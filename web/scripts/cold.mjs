// How long a first visit waits for its list, on a slow phone and line: node scripts/cold.mjs <address>
// with {"password", "visits": [{name, login, tenant, path, row, width, height}], "rounds"} on standard
// input. Prints one JSON object: milliseconds of each round, by name.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const address = process.argv[2];
const asked = JSON.parse(readFileSync(0, "utf8"));
// 1.6 Mbit/s down, 0.75 up, 150 ms there and back: Lighthouse's slow 4G
const line = { offline: false, downloadThroughput: 200_000, uploadThroughput: 93_750, latency: 150 };
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
const took = {};
for (const visit of asked.visits) {
  took[visit.name] = [];
  for (let round = 0; round < asked.rounds; round++) {
    // a context of its own is a browser that was never here: no cache, no service worker
    const context = await browser.newContext({
      viewport: { width: visit.width, height: visit.height },
      locale: "zh-CN",
    });
    const sent = { login: visit.login, password: asked.password, tenant: visit.tenant };
    const answer = await context.request.post(`${address}/api/v1/session`, { data: sent });
    if (!answer.ok()) throw new Error(`${visit.login}: ${answer.status()} ${await answer.text()}`);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Network.enable");
    await cdp.send("Network.emulateNetworkConditions", line);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const began = performance.now();
    await page.goto(address + visit.path, { waitUntil: "commit", timeout: 60_000 });
    await page.locator(visit.row).first().waitFor({ timeout: 60_000 });
    took[visit.name].push(Math.round(performance.now() - began));
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${visit.name}.png` });
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(took));
