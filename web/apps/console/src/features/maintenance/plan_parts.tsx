import { useObject } from "@sortie/client/queries.ts";
import type { FilterTree } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Card, DatePicker, Form, Input, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { RefSelect } from "../../kit/ref_select.tsx";
import { maintenanceWords as words } from "./words.ts";

type Control = (label: string) => ReactNode;

/** One field with the label the object gives it. */
function Entry({ name, need, children }: { name: string; need?: boolean; children: Control }) {
  const say = useSay();
  const field = useObject("maintenance_plan")?.fields.find((one) => one.name === name);
  if (!field) return null;
  const label = say(field.label);
  return (
    <Form.Item
      name={name}
      label={label}
      {...(field.type === "switch" ? { valuePropName: "checked" } : {})}
      {...(field.help ? { extra: say(field.help) } : {})}
      rules={need ? [{ required: true, message: say(words.need) }] : []}
    >
      {children(label)}
    </Form.Item>
  );
}

function Chosen({ name, need, clear }: { name: string; need?: boolean; clear?: boolean }) {
  const say = useSay();
  const field = useObject("maintenance_plan")?.fields.find((one) => one.name === name);
  const options = (field?.options.choices ?? []).map(({ value, label }) => ({ value, label: say(label) }));
  return (
    <Entry name={name} need={need ?? false}>
      {() => <Select options={options} allowClear={clear ?? false} />}
    </Entry>
  );
}

function Amount({
  name,
  min,
  max,
  digits = 0,
  need,
}: {
  name: string;
  min?: number;
  max?: number;
  digits?: number;
  need?: boolean;
}) {
  return (
    <Entry name={name} need={need ?? false}>
      {() => (
        <InputNumber
          className="c-wide"
          precision={digits}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
        />
      )}
    </Entry>
  );
}

/** Where, on what and what kind of work. Places and assets are the customer's. */
export function WhatCard({ customer }: { customer: string | undefined }) {
  const say = useSay();
  const own: { filter?: FilterTree } = customer
    ? { filter: { field: "customer", op: "eq", value: customer } }
    : {};
  return (
    <Card size="small" title={say(words.what)}>
      <div className="m-grid">
        <Entry name="name" need>
          {() => <Input maxLength={120} />}
        </Entry>
        <Entry name="work_type" need>
          {(label) => <RefSelect object="work_type" label={label} />}
        </Entry>
        <Entry name="customer" need>
          {(label) => <RefSelect object="customer" label={label} />}
        </Entry>
        <Entry name="site">{(label) => <RefSelect object="site" label={label} {...own} />}</Entry>
        <Entry name="assets">{(label) => <RefSelect object="asset" label={label} multiple {...own} />}</Entry>
        <Entry name="group_by_site">{() => <Switch />}</Entry>
      </div>
      <Entry name="description">{() => <Input.TextArea rows={2} maxLength={2000} />}</Entry>
    </Card>
  );
}

/** The rule: by time, by a counter, or by a value out of bounds. */
export function WhenCard({ kind, unit }: { kind: string; unit: string }) {
  const say = useSay();
  return (
    <Card size="small" title={say(words.when)}>
      <div className="m-grid">
        <Chosen name="kind" need />
        {kind === "time" ? (
          <TimeFields unit={unit} />
        ) : (
          <Entry name="meter" need>
            {() => <Input maxLength={60} />}
          </Entry>
        )}
        {kind === "meter" ? (
          <>
            <Amount name="meter_every" min={0.0001} digits={2} need />
            <Chosen name="cycle" />
          </>
        ) : null}
        {kind === "condition" ? (
          <>
            <Amount name="low" digits={2} />
            <Amount name="high" digits={2} />
            <Amount name="hysteresis" min={0} digits={2} />
          </>
        ) : null}
      </div>
    </Card>
  );
}

function TimeFields({ unit }: { unit: string }) {
  return (
    <>
      <Amount name="every" min={1} max={999} need />
      <Chosen name="unit" need />
      {unit === "week" ? <Chosen name="weekday" clear /> : null}
      {unit === "month" || unit === "year" ? <Amount name="month_day" min={1} max={31} /> : null}
      <Entry name="starts_on" need>
        {() => <DatePicker className="c-wide" />}
      </Entry>
      <Chosen name="cycle" />
      <Chosen name="holidays" />
    </>
  );
}

/** How far ahead orders are made, and how much earlier or later a visit may be. */
export function OrdersCard() {
  const say = useSay();
  return (
    <Card size="small" title={say(words.orders)}>
      <div className="m-grid">
        <Amount name="lead_days" min={0} max={90} />
        <Amount name="days_before" min={0} max={60} />
        <Amount name="days_after" min={0} max={60} />
      </div>
    </Card>
  );
}
