import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDoing } from "../../kit/doing.tsx";
import { DATES_KEY, moveDate, type PlannedDate } from "./api.ts";
import { maintenanceWords as words } from "./words.ts";

interface Wanted {
  due: Dayjs;
  reason: string;
}

/** One date on another day, and why; the plan's other dates stay. */
export function MoveDialog({ one, onClose }: { one: PlannedDate; onClose: () => void }) {
  const say = useSay();
  const { date } = useFormats();
  const [form] = Form.useForm<Wanted>();
  const { busy, run } = useDoing();
  const move = async ({ due, reason }: Wanted): Promise<void> => {
    const ok = await run((key) => moveDate(one.id, due.format("YYYY-MM-DD"), reason.trim(), key), {
      done: say(words.moved),
      objects: ["maintenance_date", "work_order"],
      keys: [DATES_KEY],
    });
    if (ok) onClose();
  };
  return (
    <Modal
      open
      title={`${say(words.move)} · ${one.plan?.title ?? ""} ${date(one.due)}`}
      okText={say(words.move)}
      cancelText={say(words.cancel)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ due: dayjs(one.due), reason: "" }}
        onFinish={(all) => void move(all)}
      >
        <Form.Item
          name="due"
          label={say(words.newDay)}
          rules={[{ required: true, message: say(words.need) }]}
        >
          <DatePicker className="c-wide" allowClear={false} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say(words.reason)}
          rules={[{ required: true, whitespace: true, message: say(words.need) }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
