import { ApiError } from "@sortie/client/problem.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { waysIn } from "./api.ts";
import { WayIn } from "./frame.tsx";
import { signInWords as words } from "./words.ts";

export function ForgottenPassword({ onBack }: { onBack: () => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const [trouble, setTrouble] = useState("");
  const send = async ({ login }: { login: string }): Promise<void> => {
    setBusy(true);
    setTrouble("");
    try {
      await waysIn.forgot(login.trim());
      setSent(true);
    } catch (error) {
      setTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
    } finally {
      setBusy(false);
    }
  };
  return (
    <WayIn title={say(words.forgotTitle)}>
      {trouble ? <Alert type="error" showIcon title={trouble} role="alert" /> : null}
      {sent ? (
        <Alert type="success" showIcon title={say(words.forgotSent)} role="status" />
      ) : (
        <Form layout="vertical" size="large" requiredMark={false} onFinish={(all) => void send(all)}>
          <p>{say(words.forgotHelp)}</p>
          <Form.Item
            name="login"
            label={say(words.login)}
            rules={[{ required: true, message: say(words.fill, { label: say(words.login) }) }]}
          >
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            {say(words.forgotSend)}
          </Button>
        </Form>
      )}
      <Button type="link" onClick={onBack}>
        {say(words.back)}
      </Button>
    </WayIn>
  );
}
