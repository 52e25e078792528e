import { useSay } from "@sortie/ui/language.ts";
import { Button, Card, Form, Input } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { account, accountKeys } from "./api.ts";
import { accountWords as words } from "./words.ts";

interface Entered {
  old: string;
  password: string;
}

export function PasswordCard() {
  const say = useSay();
  const [form] = Form.useForm<Entered>();
  const { busy, run } = useDoing();
  const change = async ({ old, password }: Entered): Promise<void> => {
    const ok = await run(() => account.newPassword(old, password), {
      done: say(words.changed),
      keys: [accountKeys.devices],
    });
    if (ok) form.resetFields();
  };
  const need = { required: true, message: say(words.need) };
  return (
    <Card title={say(words.password)}>
      <Form<Entered> form={form} layout="vertical" requiredMark={false} onFinish={(all) => void change(all)}>
        <p className="c-page__note">{say(words.passwordHelp)}</p>
        <Form.Item name="old" label={say(words.oldPassword)} rules={[need]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="password"
          label={say(words.newPassword)}
          rules={[need, { min: 10, message: say(words.min) }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={say(words.again)}
          dependencies={["password"]}
          rules={[
            need,
            ({ getFieldValue }) => ({
              validator: (_rule, value) =>
                !value || value === getFieldValue("password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(say(words.differ))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {say(words.change)}
        </Button>
      </Form>
    </Card>
  );
}
