import type { StepAnswer } from "./field_api.ts";

/** Whether a step holds an answer, as the program counts it: a file, or a value that isn't blank. */
export function isAnswered(answer: StepAnswer | null): boolean {
  if (!answer) return false;
  const { value, files } = answer;
  return files.length > 0 || !(value === null || value === undefined || String(value).trim() === "");
}
