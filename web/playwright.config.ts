import { defineConfig } from "@playwright/test";

// One running program a worker: SORTIE_E2E_URL and SORTIE_DATA_DIR list them, with spaces between.
// SORTIE_CHROMIUM names another browser.
const mine = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
const urls = (process.env.SORTIE_E2E_URL ?? "http://127.0.0.1:8000").split(" ");
const folders = (process.env.SORTIE_DATA_DIR ?? "").split(" ");
if (process.env.TEST_PARALLEL_INDEX !== undefined) process.env.SORTIE_DATA_DIR = folders[mine];

export default defineConfig({
  testDir: "../tests/journeys",
  outputDir: "test-results",
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: urls.length,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: urls[mine] ?? urls[0],
    actionTimeout: 30_000,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    // a trace films every test, which on two cores takes half the time: SORTIE_E2E_TRACE=1 asks for it
    trace: process.env.SORTIE_E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.SORTIE_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
