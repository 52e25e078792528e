import { describe, expect, it } from "vitest";
import { beyondLimits, firstOpen, readingOf, shownSteps, stepAfter } from "../src/features/checklist/walk.ts";
import { isAnswered } from "../src/kit/answers.ts";
import type { Checklist, ChecklistStep, StepAnswer } from "../src/kit/field_api.ts";

const answer = (value: unknown, files: string[] = []): StepAnswer => ({
  value,
  files,
  done_at: null,
  skipped_reason: "",
});
const step = (key: string, given: StepAnswer | null, visible = true): ChecklistStep => ({
  key,
  kind: "text",
  title: key,
  visible,
  answer: given,
});
const list = (items: ChecklistStep[], missing: string[] = []): Checklist => ({
  items,
  missing: missing.map((key) => ({ key, gap: "missing", text: { zh: key, en: key } })),
});

describe("an answer", () => {
  it("counts «no» and 0 as answers, blanks and an empty photo list not", () => {
    expect(isAnswered(answer(false))).toBe(true);
    expect(isAnswered(answer(0))).toBe(true);
    expect(isAnswered(answer("  "))).toBe(false);
    expect(isAnswered(answer(null, []))).toBe(false);
    expect(isAnswered(answer(null, ["f"]))).toBe(true);
    expect(isAnswered(null)).toBe(false);
  });
});

describe("the walk through the checklist", () => {
  it("shows what the server says is visible", () => {
    expect(shownSteps(list([step("a", null), step("b", null, false)])).map((one) => one.key)).toEqual(["a"]);
  });

  it("begins at the first missing step, else the first open one, else the last", () => {
    const items = [step("a", answer("x")), step("b", null), step("c", null)];
    expect(firstOpen(list(items, ["c"]))).toBe("c");
    expect(firstOpen(list(items))).toBe("b");
    expect(firstOpen(list([step("a", answer("x")), step("b", answer("y"))]))).toBe("b");
    expect(firstOpen(list([]))).toBeNull();
  });

  it("goes on to a step that an answer has just made visible", () => {
    const items = [step("a", answer("x")), step("why", null, true), step("z", null)];
    expect(stepAfter(list(items), "a")).toBe("why");
    expect(stepAfter(list(items), "z")).toBeNull();
  });
});

describe("a reading", () => {
  it("takes a comma for a point and refuses words", () => {
    expect(readingOf(" 0,45 ")).toBe("0.45");
    expect(readingOf("-3")).toBe("-3");
    expect(readingOf(".5")).toBe(".5");
    expect(readingOf("1.2.3")).toBeNull();
    expect(readingOf("坏了")).toBeNull();
  });

  it("warns beyond a limit, and a limit of 0 is one", () => {
    expect(beyondLimits({ min: 0.2, max: 0.6 }, "0.9")).toBe(true);
    expect(beyondLimits({ min: 0.2, max: 0.6 }, "0.6")).toBe(false);
    expect(beyondLimits({ min: 0 }, "-0.1")).toBe(true);
    expect(beyondLimits({}, "-0.1")).toBe(false);
  });
});
