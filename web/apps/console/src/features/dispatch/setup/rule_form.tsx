import { useRecords } from "@sortie/client/queries.ts";
import type { Reference } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Form, Input, InputNumber, Select, Slider, Switch } from "antd";
import type { SetupForm } from "./setup_form.ts";
import { useSave } from "./use_save.ts";
import { weightWords, setupWords as words } from "./words.ts";

const WEIGHTS = Object.keys(weightWords);
const FILTERS = ["skills", "certificates", "areas", "max_jobs"] as const;
const HEAVIEST = 100;
const LONGEST = 1440;
const MANY = 200;

interface Entered {
  name: string;
  weights: Record<string, number>;
  filters: Record<string, boolean>;
  offer_minutes: number;
  work_types: string[];
  areas: string[];
  active: boolean;
}

const ids = (value: unknown): string[] => ((value ?? []) as Reference[]).map((one) => one.id ?? String(one));

/** Sliders for what counts, switches for what must hold. */
export function RuleForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const { busy, save } = useSave("dispatch_rule", row, onSaved);
  const types = useRecords("work_type", { fields: ["name"], limit: MANY });
  const areas = useRecords("service_area", { fields: ["name"], limit: MANY });
  const kept = row?.values ?? {};
  const given = (kept.weights ?? {}) as Record<string, number>;
  const options = (rows: typeof types.rows) =>
    rows.map((one) => ({ value: one.id, label: String(one.values.name ?? "") }));
  return (
    <Form<Entered>
      layout="vertical"
      disabled={readOnly}
      initialValues={{
        name: kept.name ?? "",
        weights: Object.fromEntries(WEIGHTS.map((name) => [name, Number(given[name] ?? (row ? 0 : 20))])),
        filters: {
          skills: true,
          certificates: true,
          areas: true,
          max_jobs: true,
          ...(kept.filters as object),
        },
        offer_minutes: Number(kept.offer_minutes ?? 30),
        work_types: ids(kept.work_types),
        areas: ids(kept.areas),
        active: kept.active ?? true,
      }}
      onFinish={(entered) => void save({ ...entered })}
    >
      <Form.Item
        name="name"
        label={say(words.name)}
        rules={[{ required: true, message: say(words.needName) }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <h2>{say(words.weights)}</h2>
      <p className="d-muted">{say(words.weightsHelp)}</p>
      <div className="u-grid">
        {WEIGHTS.map((name) => (
          <Form.Item key={name} name={["weights", name]} label={say(weightWords[name] ?? words.weights)}>
            <Slider max={HEAVIEST} ariaLabelForHandle={say(weightWords[name] ?? words.weights)} />
          </Form.Item>
        ))}
      </div>
      <h2>{say(words.filters)}</h2>
      <div className="u-grid">
        {FILTERS.map((name) => (
          <Form.Item key={name} name={["filters", name]} label={say(words[name])} valuePropName="checked">
            <Switch aria-label={say(words[name])} />
          </Form.Item>
        ))}
      </div>
      <div className="u-grid">
        <Form.Item name="offer_minutes" label={say(words.offerMinutes)}>
          <InputNumber min={1} max={LONGEST} />
        </Form.Item>
        <Form.Item name="active" label={say(words.active)} valuePropName="checked">
          <Switch aria-label={say(words.active)} />
        </Form.Item>
      </div>
      <Form.Item name="work_types" label={say(words.forTypes)}>
        <Select
          mode="multiple"
          allowClear
          options={options(types.rows)}
          showSearch={{ optionFilterProp: "label" }}
        />
      </Form.Item>
      <Form.Item name="areas" label={say(words.forAreas)}>
        <Select
          mode="multiple"
          allowClear
          options={options(areas.rows)}
          showSearch={{ optionFilterProp: "label" }}
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
