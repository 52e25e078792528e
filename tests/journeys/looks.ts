import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, type Request } from "@playwright/test";

/** What every screen has to keep: it fits its window, reads as text, and is open to everybody. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A key that was never worded, or a value that was never formatted. */
const RAW =
  /\bundefined\b|\[object Object\]|\bNaN\b|Invalid Date|\{\w+(\|[^}]*)?\}|(?:^|\s)[a-z]+(?:\.[a-z_]+){2,}(?=\s|$)/m;

/** The live feed stays open for as long as the page does. */
const FEED = /\/events(?:\?|$)/;
/** A mark on a map stands where its thing is (WCAG 2.5.8, essential); the list beside the map opens the same. */
const PINNED = "maplibregl-marker";

const QUIET_MS = 300;
const WHO = "GET /api/v1/session";
/** The browser's own word on an answer that is gathered by its status already. */
const ANSWERED = /^Failed to load resource: the server responded/;

/** Keeps watch over a browser: what failed in it, and whether it still waits for an answer. */
export class Watch {
  readonly faults: { status: number; what: string; early: boolean }[] = [];
  private early = true;
  private waiting = new Set<Request>();
  private last = 0;

  constructor(context: BrowserContext) {
    const over = (request: Request): void => {
      this.waiting.delete(request);
      this.last = Date.now();
    };
    context.on("request", (request) => {
      if (!FEED.test(request.url())) this.waiting.add(request);
    });
    context.on("requestfinished", over);
    context.on("requestfailed", over);
    context.on("response", (answer) => {
      const what = `${answer.request().method()} ${new URL(answer.url()).pathname}`;
      if (answer.ok() && what === "POST /api/v1/session") this.early = false;
      if (answer.status() < 400) return;
      this.faults.push({ status: answer.status(), what, early: this.early });
    });
    context.on("weberror", (error) => {
      this.faults.push({ status: 0, what: error.error().message, early: false });
    });
    context.on("console", (said) => {
      if (said.type() !== "error" || ANSWERED.test(said.text())) return;
      this.faults.push({ status: 0, what: `console: ${said.text()}`, early: false });
    });
  }

  /** Something is there, and nothing is being fetched or drawn any more. */
  async settled(page: Page): Promise<void> {
    await expect.poll(() => page.locator("body").innerText()).toMatch(/\S\S/);
    await expect
      .poll(() => this.waiting.size === 0 && Date.now() - this.last > QUIET_MS, { intervals: [100] })
      .toBe(true);
    await expect(
      page.locator(".ant-skeleton-active, .ant-spin-spinning, .s-skeleton, [aria-busy=true]"),
    ).toHaveCount(0);
    // an entrance that is still fading in would be measured at half its contrast
    await page.evaluate(() => {
      for (const one of document.getAnimations())
        if (one.effect?.getTiming().iterations !== Infinity) one.finish();
    });
  }

  /** The answers nobody expected: all but the question who is signed in, asked before signing in. */
  unexpected(): string[] {
    return this.faults
      .filter((one) => !(one.status === 401 && one.what === WHO && one.early))
      .map((one) => `${one.status} ${one.what}`);
  }
}

/** What is wrong with the screen in view, in words; empty is right. Axe leaves out `without`: it was measured. */
export async function wrongWith(page: Page, without: readonly string[] = []): Promise<string[]> {
  const wrong: string[] = [];
  const [wide, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  if ((wide ?? 0) > (room ?? 0) + 1) wrong.push(`${wide} px wide in ${room} px`);
  const text = await page.locator("body").innerText();
  if (text.trim().length < 2) wrong.push("an empty page");
  const raw = text.match(RAW);
  if (raw) wrong.push(`raw text: ${raw[0].trim()}`);
  // no page of ours holds a frame of another's: axe needs no second page to sum up in, which halves its time
  const axe = new AxeBuilder({ page }).setLegacyMode();
  axe.options({ runOnly: RULES, resultTypes: ["violations"] });
  for (const selector of without) axe.exclude(selector);
  const found = await axe.analyze();
  for (const { id, nodes } of found.violations) {
    const bad = nodes.filter((node) => id !== "target-size" || !node.html.includes(PINNED));
    if (bad.length === 0) continue;
    const where = bad.slice(0, 3).map((node) => `${node.target.join(" ")} ← ${node.failureSummary}`);
    wrong.push(`axe ${id} × ${bad.length}: ${where.join(" | ")}`);
  }
  return wrong;
}
