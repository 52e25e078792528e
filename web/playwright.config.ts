import { defineConfig } from "@playwright/test";

/** The journeys drive a running program: SORTIE_E2E_URL names it, SORTIE_CHROMIUM another browser. */
export default defineConfig({
  testDir: "../tests/journeys",
  outputDir: "test-results",
  timeout: 180_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: process.env.SORTIE_E2E_URL ?? "http://127.0.0.1:8000",
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
