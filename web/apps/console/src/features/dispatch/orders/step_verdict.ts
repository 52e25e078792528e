import type { StepItem } from "../desk/api.ts";

export type Verdict = "open" | "skipped" | "done" | "failed";

/** Whether an answer is within its bounds; a «no» to a check and a bad choice fail too. */
export function verdictOf(item: StepItem): Verdict {
  const { answer } = item;
  if (!answer) return "open";
  if (answer.skipped_reason) return "skipped";
  const { value } = answer;
  if (item.kind === "check" && value === false) return "failed";
  if (item.kind === "choice" && (item.bad ?? []).includes(String(value))) return "failed";
  if (item.kind === "number" && value !== null && value !== undefined && value !== "") {
    const number = Number(value);
    if (item.min !== undefined && number < item.min) return "failed";
    if (item.max !== undefined && number > item.max) return "failed";
  }
  return "done";
}

/** `0.2–0.6 MPa`, `≥ 0.2`, `≤ 0.6`; empty without limits. */
export function limitsText({ min, max, unit }: Pick<StepItem, "min" | "max" | "unit">): string {
  const tail = unit ? ` ${unit}` : "";
  if (min !== undefined && max !== undefined) return `${min}–${max}${tail}`;
  if (min !== undefined) return `≥ ${min}${tail}`;
  return max === undefined ? "" : `≤ ${max}${tail}`;
}
