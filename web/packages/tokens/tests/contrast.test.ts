import { describe, expect, it } from "vitest";
import { palette } from "../src/palette.ts";
import css from "../src/tokens.css?raw";

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("\n}", start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, key, value]) => [key, value]),
  );
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const texts = ["ink", "ink-2", "ink-3", "brand", "accent", "danger", "open", "paused", "done", "cancelled"];
const modes = {
  plain: block(":root"),
  elder: { ...block(":root"), ...block(':root[data-mode="elder"]') },
  high: { ...block(":root"), ...block(':root[data-contrast="high"]') },
};

describe("the palette", () => {
  it.each(Object.entries(modes))("keeps every text colour at 4.5:1 or more in %s mode", (_name, vars) => {
    for (const text of texts) {
      for (const ground of ["ground", "surface"]) {
        const ratio = contrast(vars[`c-${text}`] ?? "", vars[`c-${ground}`] ?? "");
        expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const state of ["open", "paused", "done", "cancelled", "danger", "accent", "brand"]) {
      const ratio = contrast(vars[`c-${state}`] ?? "", vars[`c-${state}-soft`] ?? "");
      expect(ratio, `${state} on its soft ground`).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(vars["c-on-brand"] ?? "", vars["c-brand"] ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  it("draws the edge of a control at 3:1 or more", () => {
    expect(contrast(modes.plain["c-line-strong"] ?? "", "#ffffff")).toBeGreaterThanOrEqual(3);
  });

  it("says the same in CSS and in TypeScript", () => {
    for (const [name, value] of Object.entries(palette)) {
      const variable = `c-${name.replace(/([A-Z0-9])/g, (letter) => `-${letter.toLowerCase()}`)}`;
      expect(modes.plain[variable], variable).toBe(value);
    }
  });

  it("has no text under 18 px and no target under 60 px in elder mode", () => {
    const sizes = Object.entries(modes.elder).filter(([key]) => key.startsWith("t-"));
    for (const [key, value] of sizes) expect(Number.parseInt(value, 10), key).toBeGreaterThanOrEqual(18);
    expect(modes.elder.target).toBe("60px");
  });
});
