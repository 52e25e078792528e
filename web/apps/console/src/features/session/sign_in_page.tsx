import { passkeysHere, signInByPasskey } from "@sortie/client/passkey.ts";
import { ApiError } from "@sortie/client/problem.ts";
import { type SignInExtra, session, wantedBy } from "@sortie/client/session.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Divider, Form, Input, Select } from "antd";
import { useState } from "react";
import { CompanySignIn } from "./company_sign_in.tsx";
import { ForgottenPassword } from "./forgotten_password.tsx";
import { WayIn } from "./frame.tsx";
import { signInWords as words } from "./words.ts";

interface Entered {
  login: string;
  password: string;
  totp?: string;
  tenant?: string;
}

type Way = "password" | "forgotten" | "company";
type Company = { code: string; name: string };

const startingTrouble = (): boolean => new URLSearchParams(globalThis.location.search).has("error");

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const say = useSay();
  const [way, setWay] = useState<Way>("password");
  const [trouble, setTrouble] = useState(startingTrouble() ? say(words.oidcFailed) : "");
  const back = (): void => {
    setTrouble("");
    setWay("password");
  };
  if (way === "forgotten") return <ForgottenPassword onBack={back} />;
  if (way === "company") return <CompanySignIn onBack={back} />;
  return (
    <WayIn title={say(words.title)}>
      {trouble ? <Alert type="error" showIcon title={trouble} role="alert" /> : null}
      <PasswordForm onSignedIn={onSignedIn} onTrouble={setTrouble} />
      <Button type="link" onClick={() => setWay("forgotten")}>
        {say(words.forgot)}
      </Button>
      <Divider plain>{say(words.or)}</Divider>
      {passkeysHere() ? <PasskeyButton onSignedIn={onSignedIn} onTrouble={setTrouble} /> : null}
      <Button block onClick={() => setWay("company")}>
        {say(words.company)}
      </Button>
    </WayIn>
  );
}

interface TryProps {
  onSignedIn: () => void;
  onTrouble: (text: string) => void;
}

function useTry(onTrouble: (text: string) => void) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const attempt = async (act: () => Promise<void>): Promise<unknown> => {
    setBusy(true);
    onTrouble("");
    try {
      await act();
      return null;
    } catch (error) {
      onTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
      return error;
    } finally {
      setBusy(false);
    }
  };
  return { busy, attempt };
}

function PasswordForm({ onSignedIn, onTrouble }: TryProps) {
  const say = useSay();
  const { busy, attempt } = useTry(onTrouble);
  const [extra, setExtra] = useState<SignInExtra[]>([]);
  const [companies, setCompanies] = useState<Company[]>([]);
  const signIn = async (entered: Entered): Promise<void> => {
    const error = await attempt(async () => {
      await session.signIn(entered);
      onSignedIn();
    });
    const wanted = wantedBy(error);
    if (wanted) setExtra((known) => [...known.filter((one) => one !== wanted), wanted]);
    if (error instanceof ApiError && Array.isArray(error.extra.tenants))
      setCompanies(error.extra.tenants as Company[]);
  };
  const need = (label: { zh: string; en: string }) => [
    { required: true, message: say(words.fill, { label: say(label) }) },
  ];
  return (
    <Form<Entered> layout="vertical" size="large" requiredMark={false} onFinish={(all) => void signIn(all)}>
      <Form.Item name="login" label={say(words.login)} rules={need(words.login)}>
        <Input autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item name="password" label={say(words.password)} rules={need(words.password)}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {extra.includes("tenant") ? (
        <Form.Item name="tenant" label={say(words.tenant)} rules={need(words.tenant)}>
          {companies.length > 0 ? (
            <Select autoFocus options={companies.map(({ code, name }) => ({ value: code, label: name }))} />
          ) : (
            <Input autoFocus autoComplete="organization" />
          )}
        </Form.Item>
      ) : null}
      {extra.includes("totp") ? (
        <Form.Item
          name="totp"
          label={say(words.totp)}
          rules={need(words.totp)}
          extra={say(words.totpHelp)}
          normalize={(text: string) => text.trim()}
        >
          <Input autoFocus autoComplete="one-time-code" />
        </Form.Item>
      ) : null}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {say(words.submit)}
      </Button>
    </Form>
  );
}

function PasskeyButton({ onSignedIn, onTrouble }: TryProps) {
  const say = useSay();
  const { busy, attempt } = useTry(onTrouble);
  const go = () =>
    attempt(async () => {
      if (await signInByPasskey()) onSignedIn();
    });
  return (
    <Button block loading={busy} onClick={() => void go()}>
      {say(words.passkey)}
    </Button>
  );
}
