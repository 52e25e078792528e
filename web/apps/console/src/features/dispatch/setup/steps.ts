/** A checklist's step as the template keeps it. */
export interface Step {
  key: string;
  kind: StepKind;
  title: string;
  title_en?: string;
  required?: boolean;
  show_if?: { key: string; equals?: unknown };
  min?: number | null;
  max?: number | null;
  unit?: string;
  choices?: string[];
  bad?: string[];
  count?: number;
  on_fail?: string;
  hint?: string;
  min_seconds?: number;
}

export const KINDS = ["check", "text", "number", "choice", "photo", "signature", "scan"] as const;
export type StepKind = (typeof KINDS)[number];

/** A new step with a key nobody has: keys tie answers to steps, so they are never used again. */
export function newStep(steps: Step[]): Step {
  const taken = new Set(steps.map((step) => step.key));
  let number = steps.length + 1;
  while (taken.has(`s${number}`)) number += 1;
  return { key: `s${number}`, kind: "check", title: "", required: true };
}

/** The step one place up or down. A condition that would then point forward is dropped. */
export function moved(steps: Step[], at: number, by: 1 | -1): Step[] {
  const to = at + by;
  const step = steps[at];
  if (!step || to < 0 || to >= steps.length) return steps;
  const next = steps.filter((_, index) => index !== at);
  next.splice(to, 0, step);
  return withoutForward(next);
}

export function removed(steps: Step[], at: number): Step[] {
  return withoutForward(steps.filter((_, index) => index !== at));
}

/** A step may only depend on one before it. */
function withoutForward(steps: Step[]): Step[] {
  const earlier = new Set<string>();
  return steps.map((step) => {
    const fine = !step.show_if || earlier.has(step.show_if.key);
    earlier.add(step.key);
    if (fine) return step;
    const { show_if: _gone, ...rest } = step;
    return rest;
  });
}

/** Only what the kind of step knows, nothing empty: the form the server reads. */
export function toWire(steps: Step[]): Record<string, unknown>[] {
  return steps.map((step) => {
    const number = step.kind === "number" ? { min: step.min, max: step.max, unit: step.unit } : {};
    const choice = step.kind === "choice" ? { choices: step.choices, bad: step.bad } : {};
    const photo = step.kind === "photo" ? { count: step.count } : {};
    const all: Record<string, unknown> = {
      key: step.key,
      kind: step.kind,
      title: step.title.trim(),
      title_en: step.title_en?.trim(),
      required: step.required,
      show_if: step.show_if,
      on_fail: step.on_fail,
      hint: step.hint?.trim(),
      min_seconds: step.min_seconds,
      ...number,
      ...choice,
      ...photo,
    };
    return Object.fromEntries(
      Object.entries(all).filter(
        ([, value]) =>
          value !== undefined &&
          value !== null &&
          value !== "" &&
          value !== false &&
          !(Array.isArray(value) && value.length === 0),
      ),
    );
  });
}

/** What an earlier step may be asked for: yes or no, or one of its choices. */
export function answersOf(step: Step | undefined): unknown[] {
  if (step?.kind === "check") return [true, false];
  return step?.kind === "choice" ? (step.choices ?? []) : [];
}
