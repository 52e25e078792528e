import { fieldNamed, type ObjectMeta } from "@sortie/client/metadata.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Modal, Radio, Table } from "antd";
import { useState } from "react";
import { recordWords as words } from "./words.ts";

export type Clash = Record<string, { was: unknown; theirs: unknown; mine: unknown }>;
type Pick = "mine" | "theirs";

/** What to send again: fields left to the other's word are taken out. */
export function kept(values: Record<string, unknown>, picks: Record<string, Pick>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => picks[name] !== "theirs"));
}

interface ClashDialogProps {
  object: ObjectMeta;
  clash: Clash;
  busy: boolean;
  onCancel: () => void;
  onChosen: (picks: Record<string, Pick>) => void;
}

/** Someone saved first: both values of each field that differs, and whose to keep. */
export function ClashDialog({ object, clash, busy, onCancel, onChosen }: ClashDialogProps) {
  const say = useSay();
  const names = Object.keys(clash);
  const [picks, setPicks] = useState<Record<string, Pick>>(() =>
    Object.fromEntries(names.map((name) => [name, "mine" as const])),
  );
  const shown = (name: string, value: unknown) => {
    const field = fieldNamed(object, name);
    return field ? (
      <RecordValue field={withStates(object, field)} value={value} brief />
    ) : (
      String(value ?? "—")
    );
  };
  return (
    <Modal
      open
      width={720}
      title={say(words.clashTitle)}
      okText={say(words.clashSave)}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => onChosen(picks)}
    >
      <p>{say(names.length > 0 ? words.clashHelp : words.clashNone)}</p>
      {names.length > 0 ? (
        <Table<{ name: string }>
          size="small"
          rowKey="name"
          pagination={false}
          dataSource={names.map((name) => ({ name }))}
          columns={[
            {
              key: "field",
              title: say(words.field),
              render: (_v, { name }) => {
                const field = fieldNamed(object, name);
                return field ? say(field.label) : name;
              },
            },
            {
              key: "theirs",
              title: say(words.theirs),
              render: (_v, { name }) => shown(name, clash[name]?.theirs),
            },
            { key: "mine", title: say(words.mine), render: (_v, { name }) => shown(name, clash[name]?.mine) },
            {
              key: "keep",
              title: say(words.keep),
              render: (_v, { name }) => (
                <Radio.Group
                  value={picks[name]}
                  onChange={({ target }) => setPicks({ ...picks, [name]: target.value as Pick })}
                  options={[
                    { value: "theirs", label: say(words.theirs) },
                    { value: "mine", label: say(words.mine) },
                  ]}
                />
              ),
            },
          ]}
        />
      ) : null}
    </Modal>
  );
}
