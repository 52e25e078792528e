import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { App, DatePicker, Form, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { settlementWords as words } from "./words.ts";

interface Wanted {
  period: Dayjs;
  engineers?: string[];
}

/** Works out the statements of one month. */
export function BuildDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const [form] = Form.useForm<Wanted>();
  const { busy, run } = useDoing();
  const build = async ({ period, engineers }: Wanted): Promise<void> => {
    const body = {
      period: period.format("YYYY-MM"),
      ...(engineers && engineers.length > 0 ? { engineers } : {}),
    };
    const ok = await run(
      async (key) => {
        const made = await post<{ built: unknown[]; kept: unknown[] }>(
          "/api/v1/settlement/statements/build",
          body,
          { key },
        );
        void message.success(say(words.built, { built: made.built.length, kept: made.kept.length }));
      },
      { objects: ["statement"] },
    );
    if (ok) onClose();
  };
  return (
    <Modal
      open
      title={say(words.build)}
      okText={say(words.buildGo)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <p className="c-page__note">{say(words.buildHelp)}</p>
      <Form<Wanted>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ period: dayjs() }}
        onFinish={(all) => void build(all)}
      >
        <Form.Item
          name="period"
          label={say(words.period)}
          rules={[{ required: true, message: say(words.need) }]}
        >
          <DatePicker picker="month" className="c-wide" allowClear={false} />
        </Form.Item>
        <Form.Item name="engineers" label={say(words.engineers)}>
          <RefSelect object="user" label={say(words.engineer)} multiple />
        </Form.Item>
      </Form>
    </Modal>
  );
}
