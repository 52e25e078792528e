import type { Reference } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { DateTime } from "@sortie/ui/date_time.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { Input, TextArea } from "@sortie/ui/input.tsx";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Banner, Stack } from "@sortie/ui/page.tsx";
import { PhotoPicker } from "@sortie/ui/photo_picker.tsx";
import { OptionList, Picker } from "@sortie/ui/picker.tsx";
import { SignaturePad } from "@sortie/ui/signature_pad.tsx";
import { Switch } from "@sortie/ui/switch.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { useRef, useState } from "react";
import type { Widgets } from "./widgets.tsx";

const FEW = 4;

/** The registry drawn with the phone's own kit: field and portal. */
export const kitWidgets: Widgets = {
  Frame: Field,
  Group: ({ title, children }) => (
    <Card title={title}>
      <Stack>{children}</Stack>
    </Card>
  ),
  Text: ({ ties, kind = "text", value, onChange, disabled, maxLength, before, after }) => (
    <Input
      {...ties}
      type={kind}
      value={value}
      onChange={onChange}
      disabled={disabled}
      maxLength={maxLength}
      before={before}
      after={after}
    />
  ),
  LongText: ({ ties, value, onChange, disabled, maxLength }) => (
    <TextArea {...ties} value={value} onChange={onChange} disabled={disabled} maxLength={maxLength} />
  ),
  Number: ({ ties, value, onChange, disabled, digits, before, after }) => (
    <Input
      {...ties}
      inputMode={digits > 0 ? "decimal" : "numeric"}
      value={value}
      onChange={(next) => onChange(next.replace(/[^\d.-]/g, ""))}
      disabled={disabled}
      before={before}
      after={after}
    />
  ),
  Switch: ({ ties, value, onChange, disabled }) => (
    <Switch {...ties} value={value} onChange={onChange} disabled={disabled} />
  ),
  Choice: ({ ties, value, onChange, disabled, options, multiple, title }) => {
    const toggle = (one: string): void => {
      if (disabled) return;
      if (!multiple) onChange(value.includes(one) ? [] : [one]);
      else onChange(value.includes(one) ? value.filter((kept) => kept !== one) : [...value, one]);
    };
    if (options.length <= FEW)
      return (
        <OptionList options={options} chosen={value} onToggle={toggle} multiple={multiple} label={title} />
      );
    return (
      <Picker
        {...ties}
        value={value}
        onChange={onChange}
        options={options}
        multiple={multiple}
        title={title}
        disabled={disabled}
        searchable={options.length > 12}
      />
    );
  },
  Lookup: KitLookup,
  Moment: ({ ties, kind, value, onChange, disabled }) => (
    <DateTime {...ties} kind={kind} value={value} onChange={onChange} disabled={disabled} />
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
      kind={kind}
      size={kind === "primary" ? "l" : "s"}
      block={kind === "primary"}
      busy={busy}
      onClick={onPress}
      type={submit ? "submit" : "button"}
    >
      {children}
    </Button>
  ),
  Tag,
  Facts: ({ children }) => <Facts>{children}</Facts>,
  Fact,
  Alert: ({ children }) => (
    <div role="alert">
      <Banner tone="danger">{children}</Banner>
    </div>
  ),
};

function KitLookup({
  ties,
  value,
  onChange,
  disabled,
  search,
  multiple,
  title,
}: Parameters<Widgets["Lookup"]>[0]) {
  const [found, setFound] = useState<Reference[]>([]);
  const asked = useRef(0);
  const known = [...value, ...found];
  const find = (text: string): void => {
    asked.current += 1;
    const mine = asked.current;
    void search(text).then(
      // Answers may overtake one another: only the last question counts.
      (answer) => (mine === asked.current ? setFound(answer) : undefined),
      () => setFound([]),
    );
  };
  return (
    <Picker
      {...ties}
      value={value.map((one) => one.id)}
      labels={Object.fromEntries(known.map((one) => [one.id, one.title ?? one.id]))}
      options={found.map((one) => ({ value: one.id, label: one.title ?? one.id }))}
      onChange={(ids) => onChange(ids.map((id) => known.find((one) => one.id === id) ?? { id, title: null }))}
      onSearch={find}
      multiple={multiple}
      title={title}
      disabled={disabled}
    />
  );
}
