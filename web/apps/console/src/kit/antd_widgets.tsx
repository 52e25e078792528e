import type { Reference } from "@sortie/client/records.ts";
import type { Widgets } from "@sortie/forms/widgets.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { PhotoPicker } from "@sortie/ui/photo_picker.tsx";
import { SignaturePad } from "@sortie/ui/signature_pad.tsx";
import { Alert, Button, Card, Input, InputNumber, Radio, Select, Switch } from "antd";
import { type CSSProperties, lazy, Suspense, useRef, useState } from "react";
import "./widgets.css";
import { StateTag } from "./state_tag.tsx";

const FEW = 4;

// the calendars are a tenth of the first load, and only a form with a date in it draws one
const AntdMoment = lazy(async () => {
  const { AntdMoment: Moment } = await import("./antd_moment.tsx");
  return { default: Moment };
});

/** antd's rows of `label` and `value` keep `labelledby`; the rest of the ties go to the focusable element. */
export const antdWidgets: Widgets = {
  Frame: Field,
  Group: ({ title, columns, children }) => (
    <Card size="small" title={title} className="c-group">
      <div className="c-columns" style={{ "--columns": columns } as CSSProperties}>
        {children}
      </div>
    </Card>
  ),
  Text: ({ ties, kind = "text", value, onChange, disabled, maxLength, before, after }) => (
    <span className="c-line">
      <Input
        {...ties}
        type={kind}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        disabled={disabled}
        maxLength={maxLength}
        prefix={before}
      />
      {after}
    </span>
  ),
  LongText: ({ ties, value, onChange, disabled, maxLength }) => (
    <Input.TextArea
      {...ties}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      disabled={disabled}
      maxLength={maxLength}
      autoSize={{ minRows: 3, maxRows: 10 }}
    />
  ),
  Number: ({ ties, value, onChange, disabled, digits, before, after }) => (
    <InputNumber<string>
      {...ties}
      stringMode
      className="c-wide"
      value={value === "" ? null : value}
      onChange={(next) => onChange(next === null ? "" : String(next))}
      disabled={disabled}
      precision={digits > 2 ? undefined : digits}
      prefix={before}
      suffix={after}
    />
  ),
  Switch: ({ ties, value, onChange, disabled }) => (
    <Switch {...ties} checked={value} onChange={onChange} disabled={disabled} />
  ),
  Choice: ({ ties, value, onChange, disabled, options, multiple }) =>
    !multiple && options.length <= FEW ? (
      <Radio.Group
        {...ties}
        value={value[0]}
        onChange={(event) => onChange([event.target.value as string])}
        disabled={disabled}
        options={options.map(({ value: one, label }) => ({ value: one, label }))}
      />
    ) : (
      <Select<string[] | string | undefined>
        {...ties}
        className="c-wide"
        mode={multiple ? "multiple" : undefined}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={multiple ? value : value[0]}
        onChange={(next) => onChange(Array.isArray(next) ? next : next ? [next] : [])}
        disabled={disabled}
        options={options.map(({ value: one, label }) => ({ value: one, label }))}
      />
    ),
  Lookup: AntdLookup,
  Moment: (props) => (
    <Suspense fallback={<Input className="c-wide" disabled />}>
      <AntdMoment {...props} />
    </Suspense>
  ),
  Photos: ({ ties, value, onChange, upload, cameraOnly, max, disabled }) => (
    <PhotoPicker
      {...ties}
      value={value}
      onChange={onChange}
      upload={upload}
      cameraOnly={cameraOnly}
      max={max}
      disabled={disabled}
    />
  ),
  Signature: ({ disabled, onSign }) => <SignaturePad disabled={disabled} onSign={onSign} />,
  Button: ({ children, onPress, busy, kind = "plain", submit }) => (
    <Button
      type={kind === "primary" ? "primary" : "default"}
      danger={kind === "danger"}
      loading={busy}
      onClick={onPress}
      htmlType={submit ? "submit" : "button"}
    >
      {children}
    </Button>
  ),
  Tag: StateTag,
  Facts: ({ columns, children }) => (
    <dl className="c-columns c-facts" style={{ "--columns": columns } as CSSProperties}>
      {children}
    </dl>
  ),
  Fact: ({ label, children }) => (
    <div className="c-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  ),
  Alert: ({ children }) => <Alert type="error" showIcon title={children} />,
};

function AntdLookup({ ties, value, onChange, disabled, search, multiple }: Parameters<Widgets["Lookup"]>[0]) {
  const [found, setFound] = useState<Reference[]>([]);
  const asked = useRef(0);
  const known = new Map([...value, ...found].map((one) => [one.id, one]));
  const find = (text: string): void => {
    asked.current += 1;
    const mine = asked.current;
    void search(text).then(
      (answer) => (mine === asked.current ? setFound(answer) : undefined),
      () => setFound([]),
    );
  };
  return (
    <Select<string[] | string | undefined>
      {...ties}
      className="c-wide"
      mode={multiple ? "multiple" : undefined}
      allowClear
      showSearch={{ filterOption: false, onSearch: find }}
      onOpenChange={(open) => (open ? find("") : undefined)}
      value={multiple ? value.map((one) => one.id) : value[0]?.id}
      onChange={(next) => {
        const ids = Array.isArray(next) ? next : next ? [next] : [];
        onChange(ids.map((id) => known.get(id) ?? { id, title: null }));
      }}
      disabled={disabled}
      options={[...known.values()].map((one) => ({ value: one.id, label: one.title ?? one.id }))}
    />
  );
}
