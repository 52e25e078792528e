import { useRecords } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Form, InputNumber, Modal, Select } from "antd";
import { desk, type OfferWish } from "./api.ts";
import { useDeskAct } from "./queries.ts";
import { deskWords as words } from "./words.ts";

interface Entered {
  minutes: number;
  km: number | null;
  areas: string[];
}

const METRES = 1000;
const LONGEST = 1440;

/** How long and to whom an order is offered; the first to take it has it. */
export function PoolDialog({ order, onClose }: { order: string; onClose: () => void }) {
  const say = useSay();
  const [form] = Form.useForm<Entered>();
  const areas = useRecords("service_area", { fields: ["name"], limit: 100 });
  const { busy, run } = useDeskAct();
  const open = async ({ minutes, km, areas: chosen }: Entered): Promise<void> => {
    const audience = {
      ...(chosen.length > 0 ? { areas: chosen } : {}),
      ...(km ? { radius_m: km * METRES } : {}),
    };
    const wish: OfferWish = { minutes, ...(Object.keys(audience).length > 0 ? { audience } : {}) };
    if (await run((key) => desk.offer(order, wish, { key }), say(words.pooled))) onClose();
  };
  return (
    <Modal
      open
      title={say(words.poolTitle)}
      okText={say(words.pool)}
      cancelText={say(words.back)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={{ minutes: 30, km: null, areas: [] }}
        onFinish={(entered) => void open(entered)}
      >
        <Form.Item name="minutes" label={say(words.poolMinutes)} rules={[{ required: true }]}>
          <InputNumber min={1} max={LONGEST} autoFocus />
        </Form.Item>
        <Form.Item name="km" label={say(words.poolRadius)}>
          <InputNumber min={0.5} max={500} step={0.5} />
        </Form.Item>
        <Form.Item name="areas" label={say(words.poolAreas)}>
          <Select
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            options={areas.rows.map((row) => ({ value: row.id, label: String(row.values.name ?? "") }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
