import { ApiError } from "@sortie/client/problem.ts";
import { type SignInExtra, session, wantedBy } from "@sortie/client/session.ts";
import { Button } from "@sortie/ui/button.tsx";
import { setDisplayMode, useDisplayMode } from "@sortie/ui/display_mode.ts";
import { Field } from "@sortie/ui/field.tsx";
import { Input } from "@sortie/ui/input.tsx";
import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { Banner, Row, Stack } from "@sortie/ui/page.tsx";
import { type FormEvent, useState } from "react";
import { Forgotten } from "./forgotten.tsx";
import { PasskeyWay } from "./passkey_way.tsx";
import { WayIn } from "./way_in.tsx";
import { words } from "./words.ts";

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const say = useSay();
  const [entered, setEntered] = useState({ login: "", password: "", totp: "", tenant: "" });
  const [missing, setMissing] = useState<Record<string, string>>({});
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);
  const [extra, setExtra] = useState<SignInExtra[]>([]);
  const fields = ["login", "password", ...extra] as const;

  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const empty = Object.fromEntries(
      fields
        .filter((name) => !entered[name])
        .map((name) => [name, say(words.fill, { label: say(words[name]) })]),
    );
    setMissing(empty);
    if (Object.keys(empty).length > 0) return;
    setBusy(true);
    setTrouble("");
    try {
      await session.signIn({
        login: entered.login.trim(),
        password: entered.password,
        ...Object.fromEntries(extra.map((name) => [name, entered[name].trim()])),
      });
      onSignedIn();
    } catch (error) {
      const wanted = wantedBy(error);
      if (wanted) setExtra((known) => [...known.filter((one) => one !== wanted), wanted]);
      setTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
    } finally {
      setBusy(false);
    }
  };
  const extras = {
    login: { autoComplete: "username", inputMode: "text" },
    password: { autoComplete: "current-password", type: "password" },
    totp: { autoComplete: "one-time-code", inputMode: "numeric" },
    tenant: { autoComplete: "organization" },
  } as const;
  return (
    <WayIn title={say(words.title)} claim={say(words.claim)} top={<Choices />}>
      <form noValidate onSubmit={(event) => void signIn(event)}>
        <Stack>
          {trouble ? (
            <div role="alert">
              <Banner tone="danger">{trouble}</Banner>
            </div>
          ) : null}
          {fields.map((name) => (
            <Field key={name} label={say(words[name])} error={missing[name]}>
              {(ties) => (
                <Input
                  {...ties}
                  {...extras[name]}
                  value={entered[name]}
                  onChange={(value) => setEntered({ ...entered, [name]: value })}
                />
              )}
            </Field>
          ))}
          <Button kind="primary" size="l" block type="submit" busy={busy}>
            {say(words.submit)}
          </Button>
          <PasskeyWay onSignedIn={onSignedIn} onTrouble={setTrouble} />
          <Button kind="quiet" block onClick={() => setForgot(true)}>
            {say(words.forgot)}
          </Button>
        </Stack>
      </form>
      {forgot ? <Forgotten login={entered.login} onClose={() => setForgot(false)} /> : null}
    </WayIn>
  );
}

function Choices() {
  const say = useSay();
  const lang = useLanguage();
  const { elder } = useDisplayMode();
  return (
    <Row between>
      <Button
        className="m-on-brand"
        kind="quiet"
        icon="text_size"
        aria-pressed={elder}
        onClick={() => setDisplayMode({ elder: !elder })}
      >
        {say(words.elder)}
      </Button>
      <Button
        className="m-on-brand"
        kind="quiet"
        icon="globe"
        onClick={() => setLanguage(lang === "en" ? "zh-CN" : "en")}
      >
        {say(words.language)}
      </Button>
    </Row>
  );
}
