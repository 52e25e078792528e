import { useRecords } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Form, Input, InputNumber, Radio, Switch } from "antd";
import { useState } from "react";
import { useDoing } from "../../../kit/doing.tsx";
import type { SetupForm } from "./setup_form.ts";
import { travelWords } from "./travel_words.ts";
import { useSave } from "./use_save.ts";
import { setupWords as words } from "./words.ts";

interface Entered {
  name: string;
  kind: "osrm" | "amap";
  url: string;
  key?: string;
  priority: number;
  daily_limit: number | null;
  active: boolean;
}

/** A road engine: where it is, how often it may be asked, and whether it answers. */
export function ProviderForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const { busy, save } = useSave("travel_provider", row, onSaved);
  const [form] = Form.useForm<Entered>();
  const kept = row?.values ?? {};
  const kind = Form.useWatch("kind", form) ?? kept.kind ?? "osrm";
  const send = ({ key, ...rest }: Entered): void => {
    // the sealed key never leaves the server's record: nothing typed means it stays
    void save({ ...rest, url: rest.url.trim(), ...(key ? { key: key.trim() } : {}) });
  };
  return (
    <Form<Entered>
      form={form}
      layout="vertical"
      disabled={readOnly}
      initialValues={{
        name: kept.name ?? "",
        kind: kept.kind ?? "osrm",
        url: kept.url ?? "",
        priority: Number(kept.priority ?? 1),
        daily_limit:
          kept.daily_limit === null || kept.daily_limit === undefined ? null : Number(kept.daily_limit),
        active: kept.active ?? true,
      }}
      onFinish={send}
    >
      <Form.Item
        name="name"
        label={say(words.name)}
        rules={[{ required: true, message: say(words.needName) }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kind" label={say(travelWords.kind)}>
        <Radio.Group aria-label={say(travelWords.kind)}>
          <Radio value="osrm">{say(travelWords.osrm)}</Radio>
          <Radio value="amap">{say(travelWords.amap)}</Radio>
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="url"
        label={say(travelWords.url)}
        rules={[{ required: true, type: "url", message: say(travelWords.needUrl) }]}
      >
        <Input
          maxLength={500}
          placeholder={kind === "amap" ? "https://restapi.amap.com" : "https://osrm.…"}
        />
      </Form.Item>
      {kind === "amap" ? (
        <Form.Item
          name="key"
          label={say(travelWords.key)}
          extra={kept.key ? say(travelWords.sealed) : undefined}
          rules={[{ required: !kept.key, message: say(travelWords.needKey) }]}
        >
          <Input.Password maxLength={120} autoComplete="off" />
        </Form.Item>
      ) : null}
      <div className="u-grid">
        <Form.Item name="priority" label={say(travelWords.order)}>
          <InputNumber min={1} max={99} precision={0} />
        </Form.Item>
        <Form.Item name="daily_limit" label={say(travelWords.limit)}>
          <InputNumber min={0} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="active" label={say(words.active)} valuePropName="checked">
        <Switch />
      </Form.Item>
      {readOnly ? null : (
        <Button type="primary" htmlType="submit" loading={busy}>
          {say(words.save)}
        </Button>
      )}
      {row && !readOnly ? <Check id={row.id} /> : null}
    </Form>
  );
}

type Told = Wire<"domains_travel_contracts_ProviderCheck">;

interface Spot {
  name: string;
  lon: number;
  lat: number;
}

function Check({ id }: { id: string }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [told, setTold] = useState<Told | null>(null);
  const sites = useRecords("site", { fields: ["name", "location"], limit: 20 });
  const spots = sites.rows.flatMap(({ values }): Spot[] => {
    const at = values.location as { lon: number; lat: number } | null;
    return at ? [{ name: String(values.name ?? ""), lon: at.lon, lat: at.lat }] : [];
  });
  const from = spots[0];
  const to = spots.find((one) => from && (one.lon !== from.lon || one.lat !== from.lat));
  if (!from || !to) return <p className="d-muted">{say(travelWords.noPlaces)}</p>;
  const way = { origin: { lon: from.lon, lat: from.lat }, goal: { lon: to.lon, lat: to.lat } };
  const ask = (): void =>
    void run(async (key) => setTold(await post<Told>(`/api/v1/travel/providers/${id}/check`, way, { key })));
  const said = (): string => {
    if (!told?.ok) return say(travelWords.fails, { why: told?.error ?? "—" });
    if (told.seconds === null) return say(travelWords.noRoad);
    const min = Math.round(told.seconds / 60);
    return say(travelWords.works, { from: from.name, to: to.name, min, ms: told.took_ms });
  };
  return (
    <div className="u-check">
      <p className="d-muted">{say(travelWords.checkHelp)}</p>
      <Button onClick={ask} loading={busy}>
        {say(travelWords.check)}
      </Button>
      {told ? <Alert type={told.ok ? "success" : "warning"} showIcon message={said()} /> : null}
    </div>
  );
}
