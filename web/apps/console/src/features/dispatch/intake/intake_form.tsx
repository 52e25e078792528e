import { fileUrl, uploadFile } from "@sortie/client/files.ts";
import { useRecords } from "@sortie/client/queries.ts";
import type { Text } from "@sortie/ui/language.ts";
import { useSay } from "@sortie/ui/language.ts";
import { PhotoPicker } from "@sortie/ui/photo_picker.tsx";
import { Button, Form, Input, Segmented, Select } from "antd";
import type { ReactNode } from "react";
import { useChoices } from "../desk/choices.ts";
import type { Caller } from "./api.ts";
import type { Draft, gapsIn } from "./draft.ts";
import { DuplicateList } from "./duplicate_list.tsx";
import { isOpen } from "./open_orders.ts";
import { AssetChoice, SiteChoice } from "./place_choice.tsx";
import { WindowChoice } from "./window_choice.tsx";
import { intakeWords as words } from "./words.ts";

interface IntakeFormProps {
  draft: Draft;
  caller: Caller | null;
  gaps: ReturnType<typeof gapsIn>;
  busy: boolean;
  onChange: (next: Partial<Draft>) => void;
  onSave: (convert: boolean) => void;
}

const LONGEST = 4000;
const MOST_PHOTOS = 9;

/** The call written down, top to bottom in the order a call goes. */
export function IntakeForm({ draft, caller, gaps, busy, onChange, onSave }: IntakeFormProps) {
  const say = useSay();
  const gap = (name: keyof Draft): { validateStatus?: "error"; help?: string } => {
    const text: Text | undefined = gaps[name];
    return text ? { validateStatus: "error", help: say(text) } : {};
  };
  const same = draft.asset
    ? (caller?.history ?? []).filter((order) => isOpen(order) && order.asset?.id === draft.asset)
    : [];
  return (
    <Form layout="vertical" component="div" className="i-fields">
      <Step title={say(words.step1)}>
        <Who draft={draft} gap={gap} onChange={onChange} />
      </Step>
      <Step title={say(words.step2)}>
        <SiteChoice draft={draft} sites={caller?.sites ?? []} onChange={onChange} />
        {caller && caller.assets.length > 0 ? (
          <AssetChoice draft={draft} assets={caller.assets} onChange={onChange} />
        ) : null}
        {same.length > 0 ? (
          <DuplicateList
            title={say(words.sameAsset)}
            found={same.map((order) => ({
              object: "work_order",
              id: order.id,
              number: order.number,
              state: order.state,
              description: order.subject,
            }))}
          />
        ) : null}
      </Step>
      <Step title={say(words.step3)}>
        <What draft={draft} gap={gap} onChange={onChange} />
        <WindowChoice value={draft.window} onChange={(window) => onChange({ window })} />
        <Form.Item label={say(words.photos)}>
          <PhotoPicker
            value={draft.photos}
            max={MOST_PHOTOS}
            onChange={(photos) => onChange({ photos })}
            upload={async (file) => {
              const { id } = await uploadFile(file);
              return { id, url: fileUrl(id, 320) };
            }}
          />
        </Form.Item>
      </Step>
      <div className="i-save">
        {gaps.customer ? <span role="alert">{say(gaps.customer)}</span> : null}
        <Button size="large" loading={busy} onClick={() => onSave(false)}>
          {say(words.saveRequest)}
        </Button>
        <Button size="large" type="primary" loading={busy} onClick={() => onSave(true)}>
          {say(words.saveOrder)}
        </Button>
      </div>
    </Form>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="i-step">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

interface PartProps {
  draft: Draft;
  gap: (name: keyof Draft) => { validateStatus?: "error"; help?: string };
  onChange: (next: Partial<Draft>) => void;
}

function Who({ draft, gap, onChange }: PartProps) {
  const say = useSay();
  const kinds = useChoices("customer", "kind");
  const { newCustomer } = draft;
  return (
    <>
      {newCustomer ? (
        <div className="i-row">
          <Form.Item label={say(words.customerName)} htmlFor="i-name" {...gap("newCustomer")}>
            <Input
              id="i-name"
              maxLength={120}
              value={newCustomer.name}
              onChange={(event) => onChange({ newCustomer: { ...newCustomer, name: event.target.value } })}
            />
          </Form.Item>
          <Form.Item label={say(words.customerKind)}>
            <Segmented
              aria-label={say(words.customerKind)}
              value={newCustomer.kind}
              options={kinds}
              onChange={(kind) =>
                onChange({ newCustomer: { ...newCustomer, kind: kind as typeof newCustomer.kind } })
              }
            />
          </Form.Item>
        </div>
      ) : null}
      <div className="i-row">
        <Form.Item label={say(words.contactName)} htmlFor="i-contact">
          <Input
            id="i-contact"
            maxLength={60}
            value={draft.contactName}
            onChange={(event) => onChange({ contactName: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={say(words.contactPhone)} htmlFor="i-phone" {...gap("contactPhone")}>
          <Input
            id="i-phone"
            type="tel"
            value={draft.contactPhone}
            onChange={(event) => onChange({ contactPhone: event.target.value })}
          />
        </Form.Item>
      </div>
    </>
  );
}

function What({ draft, gap, onChange }: PartProps) {
  const say = useSay();
  const priorities = useChoices("work_order", "priority");
  const types = useRecords("work_type", {
    fields: ["name", "default_priority"],
    filter: { field: "active", op: "eq", value: true },
    limit: 200,
  });
  const choose = (id: string | undefined): void => {
    const type = types.rows.find((row) => row.id === id);
    onChange({
      workType: id ?? null,
      ...(type?.values.default_priority ? { priority: String(type.values.default_priority) } : {}),
    });
  };
  return (
    <>
      <div className="i-row">
        <Form.Item label={say(words.workType)} htmlFor="i-type" {...gap("workType")}>
          <Select
            id="i-type"
            allowClear
            loading={types.isPending}
            showSearch={{ optionFilterProp: "label" }}
            value={draft.workType}
            onChange={choose}
            options={types.rows.map((row) => ({ value: row.id, label: String(row.values.name ?? "") }))}
          />
        </Form.Item>
        <Form.Item label={say(words.priority)}>
          <Segmented
            aria-label={say(words.priority)}
            value={draft.priority}
            options={priorities}
            onChange={(priority) => onChange({ priority: String(priority) })}
          />
        </Form.Item>
      </div>
      <Form.Item label={say(words.describe)} htmlFor="i-words" {...gap("description")}>
        <Input.TextArea
          id="i-words"
          maxLength={LONGEST}
          autoSize={{ minRows: 3, maxRows: 8 }}
          placeholder={say(words.describeEg)}
          value={draft.description}
          onChange={(event) => onChange({ description: event.target.value })}
        />
      </Form.Item>
    </>
  );
}
