import { uploadFile } from "@sortie/client/files.ts";
import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords, useRecordWrites } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { get } from "@sortie/client/transport.ts";
import { MAP_FIELDS, type Provider } from "@sortie/map/setting.ts";
import { useSurroundings } from "@sortie/map/surroundings.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Radio, Upload } from "antd";
import { lazy, Suspense, useState } from "react";
import { useDoing } from "../../../kit/doing.tsx";
import { ConsolePage } from "../../../kit/page.tsx";
import "../desk/desk.css";
import { placeWords as words } from "./place_words.ts";
import "./setup.css";

const PinMap = lazy(() => import("@sortie/map/pin_map.tsx"));

const CHOICES = [
  { value: "bundled", help: words.bundledHelp },
  { value: "pmtiles", help: words.pmtilesHelp },
  { value: "tianditu", help: words.tiandituHelp },
  { value: "amap", help: words.amapHelp },
  { value: "tencent", help: words.tencentHelp },
] as const;
const KEYED: Provider[] = ["tianditu", "amap", "tencent"];

/** The base every map of the company is drawn on. */
export function MapSettingPage() {
  const say = useSay();
  const object = useObject("map_base");
  const list = useRecords("map_base", { fields: MAP_FIELDS, limit: 1 });
  if (!object) return null;
  return (
    <ConsolePage title={say(words.mapTitle)} note={say(words.mapNote)}>
      <Loaded query={{ ...list, data: list.data }}>
        {() => {
          const row = list.rows[0] ?? null;
          return (
            <div className="u-map">
              <section className="u-form">
                <MapForm
                  key={row ? `${row.id}-${row.version}` : "new"}
                  row={row}
                  readOnly={!may(object, row ? "update" : "create")}
                />
              </section>
              <Preview />
            </div>
          );
        }}
      </Loaded>
    </ConsolePage>
  );
}

interface Entered {
  provider: Provider;
  api_key: string;
  pmtiles_url: string;
}

interface Held {
  id: string;
  name: string | null;
}

/** A file's own name, as it was uploaded. */
function useFileName(file: Held | null): string {
  const about = useQuery({
    queryKey: ["file", "about", file?.id],
    queryFn: ({ signal }) => get<{ filename: string }>(`/api/v1/files/${file?.id}/about`, undefined, signal),
    enabled: file !== null && file.name === null,
  });
  return file?.name ?? about.data?.filename ?? "…";
}

function fileOf(row: Row | null): Held | null {
  const [file] = (row?.values.pmtiles_file ?? []) as (string | { id: string })[];
  if (!file) return null;
  return { id: typeof file === "string" ? file : file.id, name: null };
}

function MapForm({ row, readOnly }: { row: Row | null; readOnly: boolean }) {
  const say = useSay();
  const writes = useRecordWrites("map_base");
  const { busy, run } = useDoing();
  const [form] = Form.useForm<Entered>();
  const [file, setFile] = useState(() => fileOf(row));
  const fileName = useFileName(file);
  const provider = Form.useWatch("provider", form) ?? (row?.values.provider as Provider) ?? "bundled";
  const save = ({ api_key, pmtiles_url, ...rest }: Entered): void => {
    const values = {
      ...rest,
      api_key: (api_key ?? row?.values.api_key ?? "") || null,
      pmtiles_url: pmtiles_url?.trim() || null,
      pmtiles_file: file ? [file.id] : [],
    };
    const send = (key: string) =>
      row ? writes.update(row.id, values, { version: row.version, key }) : writes.create(values, { key });
    void run(send, { done: say(words.saved) });
  };
  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      disabled={readOnly}
      initialValues={{
        provider: row?.values.provider ?? "bundled",
        api_key: row?.values.api_key ?? "",
        pmtiles_url: row?.values.pmtiles_url ?? "",
      }}
      onFinish={save}
    >
      <Form.Item name="provider" label={say(words.provider)}>
        <Radio.Group className="u-bases" aria-label={say(words.provider)}>
          {CHOICES.map(({ value, help }) => (
            <Radio key={value} value={value}>
              <strong>{say(words[value])}</strong>
              <span className="d-muted">{say(help)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <p className="d-muted">{say(words.baidu)}</p>
      {KEYED.includes(provider) ? (
        <Form.Item
          name="api_key"
          label={say(words.key)}
          extra={say(words.keyHelp)}
          rules={[{ required: true, message: say(words.needKey) }]}
        >
          <Input maxLength={120} autoComplete="off" />
        </Form.Item>
      ) : null}
      {provider === "pmtiles" ? (
        <>
          <Form.Item name="pmtiles_url" label={say(words.address)}>
            <Input placeholder="https://…/city.pmtiles" />
          </Form.Item>
          <Form.Item>
            {file ? (
              <span className="u-labelled">
                {say(words.uploaded, { name: fileName })}
                <Button size="small" onClick={() => setFile(null)}>
                  {say(words.removeFile)}
                </Button>
              </span>
            ) : (
              <Upload
                accept=".pmtiles"
                showUploadList={false}
                beforeUpload={(given) => {
                  void run(async (key) => {
                    const { id, filename } = await uploadFile(given, given.name, key);
                    setFile({ id, name: filename });
                  });
                  return false;
                }}
              >
                <Button loading={busy}>{say(words.upload)}</Button>
              </Upload>
            )}
          </Form.Item>
        </>
      ) : null}
      {readOnly ? null : (
        <Button type="primary" htmlType="submit" loading={busy}>
          {say(words.save)}
        </Button>
      )}
    </Form>
  );
}

/** What was saved, with the company's own areas on it. */
function Preview() {
  const say = useSay();
  const around = useSurroundings();
  return (
    <section aria-label={say(words.preview)}>
      <h2>{say(words.preview)}</h2>
      <Suspense fallback={<Skeleton rows={1} height={420} />}>
        {around.pending ? null : (
          <PinMap
            value={null}
            areas={around.areas}
            around={around.bounds}
            label={say(words.preview)}
            className="map-box u-map__preview"
          />
        )}
      </Suspense>
    </section>
  );
}
