import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Card, Form, Input, Popconfirm, QRCode, Tag } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import { account, accountKeys } from "./api.ts";
import { accountWords as words } from "./words.ts";

/** An authenticator app besides the password: set up by QR code, put in force by its first code. */
export function SecondFactor() {
  const say = useSay();
  const state = useQuery({ queryKey: accountKeys.totp, queryFn: account.totp });
  const [started, setStarted] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const { busy, run } = useDoing();
  const again = { keys: [accountKeys.totp] };
  const start = () => run(async () => setStarted(await account.startTotp()), again);
  const confirm = async ({ code }: { code: string }): Promise<void> => {
    const ok = await run(
      async () => setCodes((await account.confirmTotp(code.trim())).recovery_codes),
      again,
    );
    if (ok) setStarted(null);
  };
  return (
    <Card title={say(words.totp)}>
      <Loaded query={state}>
        {({ enabled, codes_left }) => (
          <div className="a-stack">
            <p className="c-page__note">{say(words.totpHelp)}</p>
            <span>
              <Tag color={enabled ? "success" : "default"}>{say(enabled ? words.totpOn : words.totpOff)}</Tag>
              {enabled ? say(words.codesLeft, { count: codes_left }) : null}
            </span>
            {codes.length > 0 ? <Codes codes={codes} onKept={() => setCodes([])} /> : null}
            {enabled ? (
              <Popconfirm
                title={say(words.disableAsk)}
                okButtonProps={{ danger: true }}
                onConfirm={() => void run(() => account.removeTotp(), again)}
              >
                <Button danger loading={busy}>
                  {say(words.disable)}
                </Button>
              </Popconfirm>
            ) : started ? (
              <Form layout="vertical" requiredMark={false} onFinish={(all) => void confirm(all)}>
                <p>{say(words.scan)}</p>
                <div aria-hidden="true">
                  <QRCode value={started.uri} size={180} type="svg" />
                </div>
                <p>{say(words.secret)}</p>
                <SecretLine text={started.secret} label={say(words.secret)} />
                <Form.Item
                  name="code"
                  label={say(words.enter)}
                  rules={[{ required: true, message: say(words.need) }]}
                >
                  <Input inputMode="numeric" autoComplete="one-time-code" maxLength={7} />
                </Form.Item>
                <Button type="primary" htmlType="submit" loading={busy}>
                  {say(words.confirm)}
                </Button>{" "}
                <Button onClick={() => setStarted(null)}>{say(words.cancel)}</Button>
              </Form>
            ) : (
              <Button type="primary" loading={busy} onClick={() => void start()}>
                {say(words.enable)}
              </Button>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Codes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const say = useSay();
  return (
    <Alert
      type="warning"
      title={say(words.codesTitle)}
      description={
        <div className="a-stack">
          <p>{say(words.codesHelp)}</p>
          <div className="a-codes">
            {codes.map((code) => (
              <span key={code}>{code}</span>
            ))}
          </div>
          <SecretLine text={codes.join(" ")} label={say(words.codesTitle)} />
          <Button onClick={onKept}>{say(words.kept)}</Button>
        </div>
      }
    />
  );
}
