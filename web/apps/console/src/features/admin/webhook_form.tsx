import { post, put } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Form, Input, Modal, Select } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { hookWords as words } from "./more_words.ts";

export type Hook = Wire<"WebhookOut">;

export const HOOKS = "/api/v1/admin/webhooks";
export const HOOKS_KEY = ["webhooks"];

interface Entered {
  name: string;
  url: string;
  topics?: string[];
  allow_hosts?: string[];
  sees_as?: string[];
}

interface HookFormProps {
  /** None: a new one. */
  hook: Hook | null;
  onClose: () => void;
  onSecret: (secret: string) => void;
}

export function HookForm({ hook, onClose, onSecret }: HookFormProps) {
  const say = useSay();
  const [form] = Form.useForm<Entered>();
  const { busy, run } = useDoing();
  const keep = async (entered: Entered): Promise<void> => {
    const { topics = [], allow_hosts = [], sees_as = [], ...rest } = entered;
    const body = { ...rest, topics, allow_hosts, sees_as: sees_as[0] ?? null, active: hook?.active ?? true };
    const ok = await run(
      async (key) => {
        if (hook) return void (await put(`${HOOKS}/${hook.id}`, body, { key }));
        const made = await post<Hook>(HOOKS, body, { key });
        if (made.secret) onSecret(made.secret);
      },
      { keys: [HOOKS_KEY], done: say(words.saved) },
    );
    if (ok) onClose();
  };
  const need = { required: true, whitespace: true, message: say(words.need) };
  const before = hook ? { ...hook, sees_as: hook.sees_as ? [hook.sees_as] : [] } : {};
  return (
    <Modal
      open
      title={hook?.name ?? say(words.new)}
      okText={say(words.save)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={before}
        onFinish={(all) => void keep(all)}
      >
        <Form.Item name="name" label={say(words.name)} rules={[need]}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
        <Form.Item name="url" label={say(words.url)} rules={[need]}>
          <Input type="url" placeholder="https://" />
        </Form.Item>
        <Form.Item name="topics" label={say(words.topics)}>
          <Select mode="tags" options={[]} open={false} suffixIcon={null} placeholder="record.work_order" />
        </Form.Item>
        <Form.Item name="sees_as" label={say(words.seesAs)} extra={say(words.seesAsHelp)}>
          <RefSelect object="user" label={say(words.seesAs)} />
        </Form.Item>
        <Form.Item name="allow_hosts" label={say(words.allowHosts)} extra={say(words.allowHostsHelp)}>
          <Select mode="tags" options={[]} open={false} suffixIcon={null} placeholder="erp.local:8443" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
