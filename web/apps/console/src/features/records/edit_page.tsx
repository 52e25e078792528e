import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useObject, useRecord, useRecordWrites } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordForm } from "@sortie/forms/record_form.tsx";
import { titleOf } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useNavigate, useParams } from "@tanstack/react-router";
import { App, Result } from "antd";
import { useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import "./records.css";
import { recordWords as words } from "./words.ts";

export function CreatePage() {
  const { object: name } = useParams({ from: "/records/$object/new" });
  const object = useObject(name);
  const say = useSay();
  if (!object) return <Result status="404" title={say(words.unknown, { name })} />;
  return <Editor key={name} object={object} row={null} />;
}

export function EditPage() {
  const { object: name, id } = useParams({ from: "/records/$object/$id/edit" });
  const object = useObject(name);
  const record = useRecord(name, id);
  const say = useSay();
  if (!object) return <Result status="404" title={say(words.unknown, { name })} />;
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
  const save = async (values: Record<string, unknown>, key: string): Promise<void> => {
    const stored = row
      ? await writes.update(row.id, values, { version: row.version, key })
      : await writes.create(values, { key });
    void message.success(say(words.saved));
    show(stored.id);
  };
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
    </ConsolePage>
  );
}
