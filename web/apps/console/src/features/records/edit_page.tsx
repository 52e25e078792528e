import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { ApiError } from "@sortie/client/problem.ts";
import { useObject, useRecord, useRecordWrites } from "@sortie/client/queries.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { RecordForm } from "@sortie/forms/record_form.tsx";
import { titleOf } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useNavigate, useParams } from "@tanstack/react-router";
import { App } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import { type Clash, ClashDialog, kept } from "./clash_dialog.tsx";
import "./records.css";
import { recordWords as words } from "./words.ts";

const CLASH = "record.version_clash";

export function CreatePage() {
  const { object: name } = useParams({ from: "/records/$object/new" });
  const object = useObject(name);
  const say = useSay();
  if (!object) return <Refusal status="404" title={say(words.unknown, { name })} />;
  return <Editor key={name} object={object} row={null} />;
}

export function EditPage() {
  const { object: name, id } = useParams({ from: "/records/$object/$id/edit" });
  const object = useObject(name);
  const record = useRecord(name, id);
  const say = useSay();
  if (!object) return <Refusal status="404" title={say(words.unknown, { name })} />;
  return <Loaded query={record}>{(row) => <Editor key={id} object={object} row={row} />}</Loaded>;
}

function Editor({ object, row: latest }: { object: ObjectMeta; row: Row | null }) {
  // The record as the reader saw it when the form opened: a later refetch must not hide another's change.
  const [row] = useState(latest);
  const say = useSay();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const writes = useRecordWrites(object.name);
  const show = (id: string): void =>
    void navigate({ to: "/records/$object/$id", params: { object: object.name, id } });
  const [clash, setClash] = useState<{ fields: Clash; values: Record<string, unknown> } | null>(null);
  const { busy, run } = useDoing();
  const stored = (id: string): void => {
    void message.success(say(words.saved));
    show(id);
  };
  const save = async (values: Record<string, unknown>, key: string): Promise<void> => {
    if (!row) return stored((await writes.create(values, { key })).id);
    try {
      stored((await writes.update(row.id, values, { version: row.version, key })).id);
    } catch (error) {
      if (error instanceof ApiError && error.code === CLASH)
        setClash({ fields: (error.extra.clash ?? {}) as Clash, values });
      throw error;
    }
  };
  const saveOver = (values: Record<string, unknown>): void =>
    void run(async (key) => {
      if (!row) return;
      const { version } = await records.get(object.name, row.id);
      if (Object.keys(values).length > 0) await writes.update(row.id, values, { version, key });
      stored(row.id);
    });
  const cancel = (): void => {
    if (row) show(row.id);
    else void navigate({ to: "/records/$object", params: { object: object.name } });
  };
  return (
    <ConsolePage
      title={
        row
          ? say(words.editOf, { title: titleOf(object, row) })
          : say(words.newOf, { object: say(object.label) })
      }
    >
      <div className="r-form">
        <RecordForm
          object={object}
          {...(row ? { initial: row.values } : {})}
          onSubmit={save}
          onCancel={cancel}
        />
      </div>
      {clash ? (
        <ClashDialog
          object={object}
          clash={clash.fields}
          busy={busy}
          onCancel={() => setClash(null)}
          onChosen={(picks) => saveOver(kept(clash.values, picks))}
        />
      ) : null}
    </ConsolePage>
  );
}
