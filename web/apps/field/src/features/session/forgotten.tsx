import { post } from "@sortie/client/transport.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Banner, Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { type FormEvent, useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { words } from "./words.ts";

/** Sends a link to the address the company knows; the answer never tells whether the account exists. */
export function Forgotten({ login: known, onClose }: { login: string; onClose: () => void }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [login, setLogin] = useState(known);
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState(false);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!login.trim()) return;
    const done = await run(login, async (key) => {
      await post("/api/v1/session/reset", { login: login.trim() }, { key });
      return true;
    });
    if (done) setSent(true);
  };
  return (
    <Sheet open onClose={onClose} title={say(words.forgot)}>
      {sent ? (
        <Stack>
          <div role="status">
            <Banner tone="done">{say(words.forgotSent)}</Banner>
          </div>
          <Button size="l" block onClick={onClose}>
            {say(words.toSignIn)}
          </Button>
        </Stack>
      ) : (
        <form noValidate onSubmit={(event) => void send(event)}>
          <Stack>
            <p>{say(words.forgotHelp)}</p>
            <Field
              label={say(words.login)}
              error={tried && !login.trim() ? say(words.fill, { label: say(words.login) }) : undefined}
            >
              {(ties) => <Input {...ties} autoComplete="username" value={login} onChange={setLogin} />}
            </Field>
            <Button kind="primary" size="l" block type="submit" busy={busy}>
              {say(words.forgotSend)}
            </Button>
          </Stack>
        </form>
      )}
    </Sheet>
  );
}
