import { useSay } from "@sortie/ui/language.ts";
import { Button, Card, Checkbox, Form, Input, InputNumber, Select, Switch } from "antd";
import { CHARGES } from "./rule_form.ts";
import { settlementWords as words } from "./words.ts";

type Word = keyof typeof words;

function Amount({ name, label, suffix }: { name: string; label: Word; suffix: string }) {
  const say = useSay();
  return (
    <Form.Item name={["pricing", name]} label={say(words[label])}>
      <InputNumber<string> stringMode min="0" className="c-wide" suffix={suffix} />
    </Form.Item>
  );
}

function Minutes({ name, label }: { name: string; label: Word }) {
  const say = useSay();
  return (
    <Form.Item name={["pricing", name]} label={say(words[label])}>
      <InputNumber min={0} max={1440} precision={0} className="c-wide" suffix={say(words.min)} />
    </Form.Item>
  );
}

export function FeesCard() {
  const say = useSay();
  const km = say(words.kmUnit);
  return (
    <Card size="small" title={say(words.fees)}>
      <div className="s-grid">
        <Amount name="base" label="base" suffix="元" />
        <Minutes name="included_min" label="included" />
        <Amount name="hour_price" label="hour" suffix="元" />
        <Minutes name="step_min" label="step" />
        <Amount name="free_km" label="freeKm" suffix={km} />
        <Amount name="km_price" label="km" suffix="元" />
        <Amount name="part_markup_percent" label="markup" suffix="%" />
        <Amount name="discount_percent" label="discount" suffix="%" />
        <Amount name="minimum" label="minimum" suffix="元" />
      </div>
    </Card>
  );
}

export function BandsCard() {
  const say = useSay();
  const kinds = (["night", "holiday", "off_hours"] as const).map((kind) => ({
    value: kind,
    label: say(words[kind]),
  }));
  return (
    <Card size="small" title={say(words.bands)}>
      <Form.List name={["pricing", "bands"]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="s-line">
                <Form.Item name={[name, "kind"]} noStyle>
                  <Select style={{ width: 130 }} options={kinds} aria-label={say(words.kind)} />
                </Form.Item>
                <Form.Item name={[name, "percent"]} noStyle>
                  <InputNumber<string>
                    stringMode
                    min="0"
                    prefix="+"
                    suffix="%"
                    aria-label={say(words.bands)}
                  />
                </Form.Item>
                <NightHours name={name} />
                <Button type="text" danger onClick={() => remove(name)}>
                  {say(words.remove)}
                </Button>
              </div>
            ))}
            <Button
              type="dashed"
              onClick={() => add({ kind: "night", percent: "50", start: "22:00", end: "06:00" })}
            >
              {say(words.addBand)}
            </Button>
          </>
        )}
      </Form.List>
    </Card>
  );
}

/** Only a night has hours of its own; holidays and out-of-hours come from the calendar. */
function NightHours({ name }: { name: number }) {
  const say = useSay();
  const kind = Form.useWatch(["pricing", "bands", name, "kind"]);
  if (kind !== "night") return null;
  return (
    <>
      <Form.Item name={[name, "start"]} noStyle>
        <Input type="time" style={{ width: 110 }} aria-label={say(words.from)} />
      </Form.Item>
      {say(words.to)}
      <Form.Item name={[name, "end"]} noStyle>
        <Input type="time" style={{ width: 110 }} aria-label={say(words.to)} />
      </Form.Item>
    </>
  );
}

export function LevelsCard() {
  const say = useSay();
  return (
    <Card size="small" title={say(words.levels)}>
      <Form.List name={["pricing", "levels"]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="s-line">
                <Form.Item name={[name, "level"]} noStyle>
                  <InputNumber<string>
                    stringMode
                    min="1"
                    max="10"
                    prefix="L"
                    aria-label={say(words.engineerLevel)}
                  />
                </Form.Item>
                <Form.Item name={[name, "percent"]} noStyle>
                  <InputNumber<string>
                    stringMode
                    min="0"
                    prefix="+"
                    suffix="%"
                    aria-label={say(words.levels)}
                  />
                </Form.Item>
                <Button type="text" danger onClick={() => remove(name)}>
                  {say(words.remove)}
                </Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({ level: "4", percent: "20" })}>
              {say(words.addLevel)}
            </Button>
          </>
        )}
      </Form.List>
    </Card>
  );
}

export function FreeCard() {
  const say = useSay();
  const options = CHARGES.map((charge) => ({ value: charge, label: say(words[`charge_${charge}`]) }));
  return (
    <Card size="small" title={say(words.free)}>
      <Form.Item name={["pricing", "warranty_free"]} label={say(words.warrantyFree)}>
        <Checkbox.Group options={options} />
      </Form.Item>
      <Form.Item name={["pricing", "contract_free"]} label={say(words.contractFree)}>
        <Checkbox.Group options={options} />
      </Form.Item>
      <Form.Item name={["pricing", "rework_free"]} label={say(words.reworkFree)} valuePropName="checked">
        <Switch />
      </Form.Item>
    </Card>
  );
}
