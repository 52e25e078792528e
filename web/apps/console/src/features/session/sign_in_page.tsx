import { ApiError } from "@sortie/client/problem.ts";
import { type SignInExtra, session, wantedBy } from "@sortie/client/session.ts";
import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import "./sign_in.css";
import { signInWords as words } from "./words.ts";

interface Entered {
  login: string;
  password: string;
  totp?: string;
  tenant?: string;
}

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const say = useSay();
  const lang = useLanguage();
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const [extra, setExtra] = useState<SignInExtra[]>([]);
  const signIn = async (entered: Entered): Promise<void> => {
    setBusy(true);
    setTrouble("");
    try {
      await session.signIn(entered);
      onSignedIn();
    } catch (error) {
      const wanted = wantedBy(error);
      if (wanted) setExtra((known) => [...known.filter((one) => one !== wanted), wanted]);
      setTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
    } finally {
      setBusy(false);
    }
  };
  const need = (label: { zh: string; en: string }) => [
    { required: true, message: say(words.fill, { label: say(label) }) },
  ];
  return (
    <main className="c-sign-in">
      <section className="c-sign-in__claim">
        <p className="c-sign-in__big">{say(words.claim)}</p>
        <p>{say(words.points)}</p>
        <Track />
      </section>
      <section className="c-sign-in__form">
        <Button
          className="c-sign-in__language"
          type="text"
          onClick={() => setLanguage(lang === "en" ? "zh-CN" : "en")}
        >
          {say(words.language)}
        </Button>
        <h1>{say(words.title)}</h1>
        {trouble ? <Alert type="error" showIcon title={trouble} role="alert" /> : null}
        <Form<Entered>
          layout="vertical"
          size="large"
          requiredMark={false}
          onFinish={(entered) => void signIn(entered)}
        >
          <Form.Item name="login" label={say(words.login)} rules={need(words.login)}>
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item name="password" label={say(words.password)} rules={need(words.password)}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {extra.map((name) => (
            <Form.Item key={name} name={name} label={say(words[name])} rules={need(words[name])}>
              <Input
                inputMode={name === "totp" ? "numeric" : "text"}
                autoComplete={name === "totp" ? "one-time-code" : "organization"}
              />
            </Form.Item>
          ))}
          <Button type="primary" htmlType="submit" block loading={busy}>
            {say(words.submit)}
          </Button>
        </Form>
      </section>
    </main>
  );
}

/** A day's route with its stops: the product in one line. */
function Track() {
  return (
    <svg className="c-sign-in__track" viewBox="0 0 520 240" aria-hidden="true">
      <path
        d="M30 200C90 90 160 210 220 130s90-90 150-50 90-20 120-50"
        fill="none"
        stroke="#2f7484"
        strokeWidth="14"
        strokeLinecap="round"
      />
      <path
        d="M30 200C90 90 160 210 220 130s90-90 150-50 90-20 120-50"
        fill="none"
        stroke="#cfe5ea"
        strokeWidth="3"
        strokeDasharray="1 11"
        strokeLinecap="round"
      />
      {[
        [30, 200],
        [142, 158],
        [220, 130],
        [330, 66],
      ].map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="11" fill="#0c2f38" stroke="#fff" strokeWidth="4" />
      ))}
      <circle cx="490" cy="30" r="14" fill="#f2a65a" stroke="#fff" strokeWidth="4" />
    </svg>
  );
}
