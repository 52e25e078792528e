import { Icon } from "@sortie/ui/icon.tsx";
import { type Text, useSay } from "@sortie/ui/language.ts";
import { Button, Checkbox, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { answersOf, KINDS, type Step } from "./steps.ts";
import { setupWords as words } from "./words.ts";

interface StepEditorProps {
  step: Step;
  place: number;
  earlier: Step[];
  last: boolean;
  onChange: (next: Step) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

const ON_FAIL: [string, Text][] = [
  ["", words.onFail_],
  ["issue", words.onFail_issue],
  ["work_order", words.onFail_work_order],
  ["block", words.onFail_block],
];
const CAN_FAIL = new Set(["check", "number", "choice"]);
const MOST_PHOTOS = 20;

export function StepEditor({ step, place, earlier, last, onChange, onMove, onRemove }: StepEditorProps) {
  const say = useSay();
  const set = (change: Partial<Step>): void => onChange({ ...step, ...change });
  return (
    <li className="u-step" data-step={step.key}>
      <div className="u-step__line">
        <span className="u-step__place">{place}</span>
        <Select
          className="u-kind"
          aria-label={say(words.kind)}
          value={step.kind}
          options={KINDS.map((kind) => ({ value: kind, label: say(words[kind]) }))}
          onChange={(kind) => set({ kind })}
        />
        <Input
          className="u-step__title"
          aria-label={say(words.stepTitle)}
          placeholder={say(words.stepTitle)}
          status={step.title.trim() ? "" : "error"}
          maxLength={120}
          value={step.title}
          onChange={(event) => set({ title: event.target.value })}
        />
        <Input
          className="u-step__title"
          aria-label={say(words.stepTitleEn)}
          placeholder={say(words.stepTitleEn)}
          maxLength={120}
          value={step.title_en ?? ""}
          onChange={(event) => set({ title_en: event.target.value })}
        />
        <Checkbox
          checked={step.required === true}
          onChange={(event) => set({ required: event.target.checked })}
        >
          {say(words.required)}
        </Checkbox>
        <Button type="text" disabled={place === 1} aria-label={say(words.up)} onClick={() => onMove(-1)}>
          ↑
        </Button>
        <Button type="text" disabled={last} aria-label={say(words.down)} onClick={() => onMove(1)}>
          ↓
        </Button>
        <Button
          type="text"
          danger
          aria-label={say(words.remove)}
          icon={<Icon name="cross" size={16} />}
          onClick={onRemove}
        />
      </div>
      <div className="u-step__more">
        <KindOptions step={step} set={set} />
        {CAN_FAIL.has(step.kind) ? (
          <Labelled text={words.onFail}>
            <Select
              aria-label={say(words.onFail)}
              popupMatchSelectWidth={false}
              value={step.on_fail ?? ""}
              options={ON_FAIL.map(([value, label]) => ({ value, label: say(label) }))}
              onChange={(on_fail) => set({ on_fail })}
            />
          </Labelled>
        ) : null}
        {earlier.length > 0 ? <Condition step={step} earlier={earlier} onChange={onChange} /> : null}
      </div>
    </li>
  );
}

function Labelled({ text, children }: { text: Text; children: ReactNode }) {
  const say = useSay();
  return (
    <span className="u-labelled">
      <span className="d-muted">{say(text)}</span>
      {children}
    </span>
  );
}

/** What only this kind of step has. */
function KindOptions({ step, set }: { step: Step; set: (change: Partial<Step>) => void }) {
  const say = useSay();
  if (step.kind === "number")
    return (
      <>
        <Labelled text={words.min}>
          <InputNumber
            aria-label={say(words.min)}
            value={step.min ?? null}
            onChange={(min) => set({ min })}
          />
        </Labelled>
        <Labelled text={words.max}>
          <InputNumber
            aria-label={say(words.max)}
            value={step.max ?? null}
            onChange={(max) => set({ max })}
          />
        </Labelled>
        <Labelled text={words.unit}>
          <Input
            className="u-unit"
            aria-label={say(words.unit)}
            maxLength={12}
            value={step.unit ?? ""}
            onChange={(event) => set({ unit: event.target.value })}
          />
        </Labelled>
      </>
    );
  if (step.kind === "choice")
    return (
      <>
        <Labelled text={words.choices}>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            className="u-choices"
            aria-label={say(words.choices)}
            value={step.choices ?? []}
            onChange={(choices: string[]) =>
              set({ choices, bad: (step.bad ?? []).filter((one) => choices.includes(one)) })
            }
          />
        </Labelled>
        <Labelled text={words.bad}>
          <Select
            mode="multiple"
            className="u-choices"
            aria-label={say(words.bad)}
            value={step.bad ?? []}
            options={(step.choices ?? []).map((value) => ({ value, label: value }))}
            onChange={(bad: string[]) => set({ bad })}
          />
        </Labelled>
      </>
    );
  if (step.kind === "photo")
    return (
      <Labelled text={words.count}>
        <InputNumber
          min={1}
          max={MOST_PHOTOS}
          precision={0}
          aria-label={say(words.count)}
          value={step.count ?? 1}
          onChange={(count) => set({ count: count ?? 1 })}
        />
      </Labelled>
    );
  return null;
}

interface ConditionProps {
  step: Step;
  earlier: Step[];
  onChange: (next: Step) => void;
}

/** Shown only when an earlier step was answered so. */
function Condition({ step, earlier, onChange }: ConditionProps) {
  const say = useSay();
  const on = earlier.find((one) => one.key === step.show_if?.key);
  const answers = answersOf(on);
  const clear = (): void => {
    const { show_if: _gone, ...rest } = step;
    onChange(rest);
  };
  const wordOf = (value: unknown): string =>
    typeof value === "boolean"
      ? say(value ? { zh: "是", en: "Yes" } : { zh: "否", en: "No" })
      : String(value);
  return (
    <Labelled text={words.showIf}>
      <Select
        aria-label={say(words.showIf)}
        className="u-show"
        allowClear
        placeholder={say(words.always)}
        popupMatchSelectWidth={false}
        value={step.show_if?.key ?? null}
        options={earlier.map((one) => ({ value: one.key, label: one.title || one.key }))}
        onChange={(key: string | null) => (key ? onChange({ ...step, show_if: { key } }) : clear())}
      />
      {answers.length > 0 ? (
        <Select
          aria-label={say(words.equals)}
          className="u-equals"
          allowClear
          placeholder={say(words.equals)}
          value={step.show_if?.equals === undefined ? null : JSON.stringify(step.show_if.equals)}
          options={answers.map((value) => ({ value: JSON.stringify(value), label: wordOf(value) }))}
          onChange={(value: string | null) =>
            onChange({
              ...step,
              show_if: {
                key: step.show_if?.key ?? "",
                ...(value ? { equals: JSON.parse(value) as unknown } : {}),
              },
            })
          }
        />
      ) : null}
    </Labelled>
  );
}
