import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Form, Input, Switch } from "antd";
import { useState } from "react";
import type { SetupForm } from "./setup_form.ts";
import { StepEditor } from "./step_editor.tsx";
import { moved, newStep, removed, type Step, toWire } from "./steps.ts";
import { useSave } from "./use_save.ts";
import { setupWords as words } from "./words.ts";

/** What is done on site, in order. Orders keep the revision they were made with. */
export function ChecklistForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const { busy, save } = useSave("checklist", row, onSaved);
  const [steps, setSteps] = useState<Step[]>(() => (row?.values.items as Step[] | undefined) ?? []);
  const change = (at: number, next: Step): void =>
    setSteps((all) => all.map((step, index) => (index === at ? next : step)));
  return (
    <Form<{ name: string; active: boolean }>
      layout="vertical"
      disabled={readOnly}
      initialValues={{ name: row?.values.name ?? "", active: row?.values.active ?? true }}
      onFinish={({ name, active }) => void save({ name, active, items: toWire(steps) })}
    >
      <div className="u-grid">
        <Form.Item
          name="name"
          label={say(words.name)}
          rules={[{ required: true, message: say(words.needName) }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="active" label={say(words.active)} valuePropName="checked">
          <Switch aria-label={say(words.active)} />
        </Form.Item>
      </div>
      <h2>{say(words.steps)}</h2>
      <ol className="u-steps">
        {steps.map((step, at) => (
          <StepEditor
            key={step.key}
            step={step}
            place={at + 1}
            earlier={steps.slice(0, at)}
            last={at === steps.length - 1}
            onChange={(next) => change(at, next)}
            onMove={(by) => setSteps((all) => moved(all, at, by))}
            onRemove={() => setSteps((all) => removed(all, at))}
          />
        ))}
      </ol>
      {readOnly ? null : (
        <div className="d-actions">
          <Button
            icon={<Icon name="plus" size={16} />}
            onClick={() => setSteps((all) => [...all, newStep(all)])}
          >
            {say(words.addStep)}
          </Button>
          <Button
            type="primary"
            htmlType="submit"
            loading={busy}
            disabled={steps.some((step) => !step.title.trim())}
          >
            {say(words.save)}
          </Button>
        </div>
      )}
    </Form>
  );
}
