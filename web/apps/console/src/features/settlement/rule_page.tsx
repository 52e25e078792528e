import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecord } from "@sortie/client/queries.ts";
import { type Reference, type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Breadcrumb, Button, Card, DatePicker, Form, Input, InputNumber, Select, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { PricePreview } from "./price_preview.tsx";
import { definitionOf, formOf, type RuleForm } from "./rule_form.ts";
import { BandsCard, FeesCard, FreeCard, LevelsCard } from "./rule_parts.tsx";
import "./settlement.css";
import { settlementWords as words } from "./words.ts";

interface Entered {
  name: string;
  work_types: string[];
  areas: string[];
  customer_level?: string | null;
  rank: number;
  valid_from?: Dayjs | null;
  valid_to?: Dayjs | null;
  active: boolean;
  pricing: RuleForm;
}

/** A price rule as a form: where it applies, fees, surcharges, what is free. */
export function RulePage() {
  const { id } = useParams({ from: "/settlement/rules/$id" });
  const record = useRecord("price_rule", id, id !== "new");
  if (id === "new") return <Rule row={null} />;
  return <Loaded query={record}>{(row) => <Rule key={row.version} row={row} />}</Loaded>;
}

const ids = (value: unknown): string[] => ((value ?? []) as Reference[]).map((one) => one.id);
const day = (value: unknown): Dayjs | null => (value ? dayjs(String(value)) : null);

function enteredOf(row: Row | null): Entered {
  const values = row?.values ?? {};
  return {
    name: String(values.name ?? ""),
    work_types: ids(values.work_types),
    areas: ids(values.areas),
    customer_level: (values.customer_level ?? null) as string | null,
    rank: Number(values.rank ?? 100),
    valid_from: day(values.valid_from),
    valid_to: day(values.valid_to),
    active: values.active !== false,
    pricing: formOf(values.definition),
  };
}

function Rule({ row }: { row: Row | null }) {
  const say = useSay();
  const navigate = useNavigate();
  const object = useObject("price_rule");
  const [form] = Form.useForm<Entered>();
  const { busy, run } = useDoing();
  const back = (): void => void navigate({ to: "/settlement", search: { tab: "rules" } });
  const writable = object ? may(object, row ? "update" : "create") : false;
  const save = async ({ pricing, valid_from, valid_to, ...rest }: Entered): Promise<void> => {
    const values = {
      ...rest,
      customer_level: rest.customer_level ?? null,
      valid_from: valid_from?.format("YYYY-MM-DD") ?? null,
      valid_to: valid_to?.format("YYYY-MM-DD") ?? null,
      definition: definitionOf(pricing, row?.values.definition),
    };
    const ok = await run(
      (key) =>
        row
          ? records.update("price_rule", row.id, values, { key, version: row.version })
          : records.create("price_rule", values, { key }),
      { done: say(words.saved), objects: ["price_rule"] },
    );
    if (ok) back();
  };
  return (
    <ConsolePage
      title={row ? String(row.values.name) : say(words.newRule)}
      actions={
        writable ? (
          <>
            <Button onClick={back}>{say(words.cancel)}</Button>
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {say(words.save)}
            </Button>
          </>
        ) : null
      }
    >
      <Breadcrumb
        items={[
          {
            title: (
              <Link to="/settlement" search={{ tab: "rules" }}>
                {say(words.rules)}
              </Link>
            ),
          },
          { title: row ? String(row.values.name) : say(words.newRule) },
        ]}
      />
      <Form<Entered>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={!writable}
        className="s-form"
        initialValues={enteredOf(row)}
        onFinish={(all) => void save(all)}
      >
        <AppliesCard />
        <FeesCard />
        <BandsCard />
        <LevelsCard />
        <FreeCard />
      </Form>
      <PricePreview />
    </ConsolePage>
  );
}

function AppliesCard() {
  const say = useSay();
  const object = useObject("price_rule");
  const levels = object?.fields.find((field) => field.name === "customer_level")?.options.choices ?? [];
  return (
    <Card size="small" title={say(words.applies)}>
      <div className="s-grid">
        <Form.Item
          name="name"
          label={say(words.name)}
          rules={[{ required: true, whitespace: true, message: say(words.need) }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="work_types" label={say(words.workTypes)}>
          <RefSelect object="work_type" label={say(words.workTypes)} multiple />
        </Form.Item>
        <Form.Item name="areas" label={say(words.areas)}>
          <RefSelect object="service_area" label={say(words.areas)} multiple />
        </Form.Item>
        <Form.Item name="customer_level" label={say(words.customerLevel)}>
          <Select
            allowClear
            placeholder={say(words.all)}
            options={levels.map(({ value, label }) => ({ value, label: say(label) }))}
          />
        </Form.Item>
        <Form.Item name="rank" label={say(words.rank)}>
          <InputNumber min={0} precision={0} className="c-wide" />
        </Form.Item>
        <Form.Item name="valid_from" label={say(words.validFrom)}>
          <DatePicker className="c-wide" />
        </Form.Item>
        <Form.Item name="valid_to" label={say(words.validTo)}>
          <DatePicker className="c-wide" />
        </Form.Item>
        <Form.Item name="active" label={say(words.active)} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </Card>
  );
}
