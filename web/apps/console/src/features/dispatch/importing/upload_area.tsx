import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Spin, Upload } from "antd";
import { useState } from "react";
import { said, useDoing } from "../../../kit/doing.tsx";
import { checkKey, imports } from "./api.ts";
import { importWords as words } from "./words.ts";

/** A file dropped here is kept and looked over; the import's own page shows what was found. */
export function UploadArea() {
  const say = useSay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { busy, run } = useDoing();
  const [name, setName] = useState("");
  const [refusal, setRefusal] = useState("");
  const take = async (file: File): Promise<void> => {
    setName(file.name);
    setRefusal("");
    await run(
      async (key) => {
        const checked = await imports.look(file, { key });
        client.setQueryData(checkKey(checked.import.id, false), checked);
        await navigate({ to: "/imports/$id", params: { id: checked.import.id } });
      },
      {
        objects: ["order_import"],
        onRefused: (error) => {
          setRefusal(error.fields.map((one) => one.detail).join(" ") || said(error, error.title));
          return true;
        },
      },
    );
  };
  return (
    <div className="im-upload">
      <Upload.Dragger
        accept=".xlsx,.csv,text/csv"
        maxCount={1}
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          void take(file);
          return false;
        }}
      >
        <div className="im-drop">
          {busy ? <Spin /> : <Icon name="file" size={32} />}
          <strong>{busy ? say(words.checking, { name }) : say(words.drop)}</strong>
          <span>{say(words.dropHelp)}</span>
        </div>
      </Upload.Dragger>
      {refusal ? (
        <Alert type="error" showIcon role="alert" title={name} description={refusal} closable />
      ) : null}
    </div>
  );
}
