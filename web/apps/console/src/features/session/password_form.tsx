import { ApiError } from "@sortie/client/problem.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { signInWords as words } from "./words.ts";

interface Entered {
  old?: string;
  password: string;
}

interface PasswordFormProps {
  submit: string;
  /** Asks for the present password first. */
  withOld?: boolean;
  onGiven: (entered: Entered) => Promise<void>;
}

/** A new password, twice. */
export function PasswordForm({ submit, withOld, onGiven }: PasswordFormProps) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const send = async (entered: Entered): Promise<void> => {
    setBusy(true);
    setTrouble("");
    try {
      await onGiven(entered);
    } catch (error) {
      setTrouble(
        error instanceof ApiError
          ? error.fields[0]?.detail || error.detail || error.title
          : say(words.offline),
      );
    } finally {
      setBusy(false);
    }
  };
  const need = (label: { zh: string; en: string }) => ({
    required: true,
    message: say(words.fill, { label: say(label) }),
  });
  return (
    <Form<Entered> layout="vertical" size="large" requiredMark={false} onFinish={(all) => void send(all)}>
      {trouble ? <Alert type="error" showIcon title={trouble} role="alert" /> : null}
      {withOld ? (
        <Form.Item name="old" label={say(words.oldPassword)} rules={[need(words.oldPassword)]}>
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
      ) : null}
      <Form.Item
        name="password"
        label={say(words.newPassword)}
        rules={[need(words.newPassword), { min: 10, message: say(words.passwordHelp) }]}
        extra={say(words.passwordHelp)}
      >
        <Input.Password autoFocus={!withOld} autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={say(words.again)}
        dependencies={["password"]}
        rules={[
          need(words.again),
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
      <Button type="primary" htmlType="submit" block loading={busy}>
        {submit}
      </Button>
    </Form>
  );
}
