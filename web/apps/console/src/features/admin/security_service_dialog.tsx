import { useSay } from "@sortie/ui/language.ts";
import { Form, Input, Modal } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import { type Service, type ServiceForm, security, securityKeys } from "./security_api.ts";
import { securityWords as words } from "./security_words.ts";

const CODE = /^[a-z0-9][a-z0-9-]{0,38}$/;
const callback = (): string => `${globalThis.location.origin}/api/v1/session/oidc/callback`;

interface ServiceDialogProps {
  /** null: a new one. */
  service: Service | null;
  taken: string[];
  onClose: () => void;
}

/** One sign-in service's settings. Its secret is never shown again, and kept when left empty. */
export function ServiceDialog({ service, taken, onClose }: ServiceDialogProps) {
  const say = useSay();
  const [form] = Form.useForm<ServiceForm>();
  const { busy, run } = useDoing();
  const save = async ({ client_secret, ...entered }: ServiceForm): Promise<void> => {
    const whole = {
      ...entered,
      code: service?.code ?? entered.code,
      enabled: service?.enabled ?? true,
      ...(client_secret ? { client_secret } : {}),
    };
    const ok = await run((key) => security.saveService(whole, key), {
      done: say(words.saved),
      keys: [securityKeys.services],
    });
    if (ok) onClose();
  };
  const need = { required: true, whitespace: true, message: say(words.need) };
  const free = {
    validator: (_rule: unknown, code: string) =>
      taken.includes(code) ? Promise.reject(new Error(say(words.codeTaken))) : Promise.resolve(),
  };
  return (
    <Modal
      open
      title={say(service ? words.editService : words.newService)}
      okText={say(words.save)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<ServiceForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={service ?? {}}
        onFinish={(all) => void save(all)}
      >
        <Form.Item name="name" label={say(words.name)} rules={[need]}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
        {service ? null : (
          <Form.Item
            name="code"
            label={say(words.code)}
            extra={say(words.codeHelp)}
            rules={[need, { pattern: CODE, message: say(words.codeBad) }, free]}
          >
            <Input maxLength={39} />
          </Form.Item>
        )}
        <Form.Item name="issuer" label={say(words.issuer)} rules={[need]}>
          <Input type="url" placeholder="https://id.example.com/realms/main" maxLength={400} />
        </Form.Item>
        <Form.Item name="client_id" label={say(words.clientId)} rules={[need]}>
          <Input maxLength={400} />
        </Form.Item>
        <Form.Item
          name="client_secret"
          label={say(words.secret)}
          rules={service ? [] : [need]}
          {...(service ? { extra: say(words.secretKeep) } : {})}
        >
          <Input.Password autoComplete="new-password" maxLength={400} />
        </Form.Item>
        <Form.Item label={say(words.callback)}>
          <SecretLine text={service?.callback ?? callback()} label={say(words.callback)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
