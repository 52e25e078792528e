import { isAnswered } from "../../kit/answers.ts";
import type { Checklist, ChecklistStep } from "../../kit/field_api.ts";

/** What the phone shows: the server says which steps are visible now. */
export function shownSteps({ items }: Checklist): ChecklistStep[] {
  return items.filter((step) => step.visible);
}

/** Where to begin: the first missing step, else the first unanswered one, else the last. */
export function firstOpen(list: Checklist): string | null {
  const shown = shownSteps(list);
  const missing = list.missing[0]?.key;
  if (missing) return missing;
  return (shown.find((step) => !isAnswered(step.answer)) ?? shown.at(-1))?.key ?? null;
}

/** The step after `key` among those shown now; null after the last. A hidden `key` begins at the first. */
export function stepAfter(list: Checklist, key: string): string | null {
  const shown = shownSteps(list);
  const at = shown.findIndex((step) => step.key === key);
  return shown[at + 1]?.key ?? null;
}

/** A reading as it was typed: a comma is a point, blanks don't count. Null when it isn't a number. */
export function readingOf(typed: string): string | null {
  const text = typed.replace(/\s/g, "").replace(/[，,]/, ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? text : null;
}

export function beyondLimits(step: Pick<ChecklistStep, "min" | "max">, reading: string): boolean {
  const value = Number(reading);
  return (step.min !== undefined && value < step.min) || (step.max !== undefined && value > step.max);
}
