import { useSay } from "@sortie/ui/language.ts";
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch } from "antd";
import { useChoices } from "../desk/choices.ts";
import type { SetupForm } from "./setup_form.ts";
import { targetsOf } from "./targets.ts";
import { useSave } from "./use_save.ts";
import { setupWords as words } from "./words.ts";

const TARGETS = ["respond", "arrive", "finish"] as const;
const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
const MONTH_MIN = 43_200;

export interface SlaEntered {
  name: string;
  customer_level: string | null;
  is_default: boolean;
  minutes: Record<string, Record<string, number | null>>;
  pausing: string[];
  warn: number[];
}

/** A matrix: what is promised for each priority, in working minutes. */
export function SlaForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const { busy, save } = useSave("sla_policy", row, onSaved);
  const levels = useChoices("sla_policy", "customer_level");
  const priorities = useChoices("work_order", "priority");
  const holds = useChoices("work_order", "hold_reason");
  const kept = row?.values ?? {};
  const targets = (kept.targets ?? {}) as {
    minutes?: SlaEntered["minutes"];
    pausing?: string[];
    warn_percent?: number[];
  };
  return (
    <Form<SlaEntered>
      layout="vertical"
      disabled={readOnly}
      initialValues={{
        name: kept.name ?? "",
        customer_level: kept.customer_level ?? null,
        is_default: kept.is_default ?? false,
        minutes: targets.minutes ?? {},
        pausing: targets.pausing ?? ["customer", "part", "weather"],
        warn: targets.warn_percent ?? [75, 100],
      }}
      onFinish={(entered) =>
        void save({
          name: entered.name,
          customer_level: entered.customer_level ?? null,
          is_default: entered.is_default,
          targets: targetsOf(entered),
        })
      }
    >
      <div className="u-grid">
        <Form.Item
          name="name"
          label={say(words.name)}
          rules={[{ required: true, message: say(words.needName) }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="customer_level" label={say(words.level)}>
          <Select allowClear placeholder={say(words.anyLevel)} options={levels} />
        </Form.Item>
        <Form.Item name="is_default" label={say(words.isDefault)} valuePropName="checked">
          <Switch aria-label={say(words.isDefault)} />
        </Form.Item>
      </div>
      <h2>{say(words.minutes)}</h2>
      <table className="u-matrix">
        <thead>
          <tr>
            <td />
            {TARGETS.map((target) => (
              <th key={target} scope="col">
                {say(words[target])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.map((priority) => {
            const label = priorities.find((one) => one.value === priority)?.label ?? priority;
            return (
              <tr key={priority}>
                <th scope="row">{label}</th>
                {TARGETS.map((target) => (
                  <td key={target}>
                    <Form.Item name={["minutes", priority, target]} noStyle>
                      <InputNumber
                        min={1}
                        max={MONTH_MIN}
                        precision={0}
                        aria-label={`${label} ${say(words[target])}`}
                      />
                    </Form.Item>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <Form.Item name="pausing" label={say(words.pausing)}>
        <Checkbox.Group options={holds} />
      </Form.Item>
      <Form.Item name="warn" label={say(words.warn)}>
        <Select
          mode="multiple"
          options={[50, 60, 75, 80, 90, 100, 125, 150].map((value) => ({ value, label: `${value}%` }))}
        />
      </Form.Item>
      {readOnly ? null : (
        <Button type="primary" htmlType="submit" loading={busy}>
          {say(words.save)}
        </Button>
      )}
    </Form>
  );
}
