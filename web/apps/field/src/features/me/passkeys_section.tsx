import { addPasskey, passkeysHere } from "@sortie/client/passkey.ts";
import { ApiError } from "@sortie/client/problem.ts";
import { Button } from "@sortie/ui/button.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { account, accountKeys } from "./account_api.ts";
import { AnswerForm } from "./answer_form.tsx";
import { words } from "./words.ts";

/** The passkeys one signs in by: this device's own lock, and those of others. */
export function PasskeysSection() {
  const say = useSay();
  const { ago } = useFormats();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const [after, setAfter] = useState<(() => Promise<void>) | null>(null);
  const [trouble, setTrouble] = useState("");
  const list = useQuery({
    queryKey: accountKeys.passkeys,
    queryFn: ({ signal }) => account.passkeys(signal),
  });
  const attempt = async (what: string, act: () => Promise<boolean>, said: string): Promise<void> => {
    const again = async (): Promise<void> => attempt(what, act, said);
    const done = await run(what, act, (error) => {
      const wanted = error instanceof ApiError && error.code === "session.proof_needed";
      if (wanted) setAfter(() => again);
      return wanted;
    });
    if (done) toast(said);
    void client.invalidateQueries({ queryKey: accountKeys.passkeys });
  };
  const add = (): Promise<void> =>
    attempt("add", () => addPasskey(say(words.thisDevice)), say(words.passkeyAdded));
  const drop = async (id: string, name: string): Promise<void> => {
    if (!(await ask({ title: say(words.passkeyDropAsk, { name }), danger: true }))) return;
    await attempt(`drop ${id}`, () => account.removePasskey(id), say(words.ended));
  };
  const prove = async (typed: string): Promise<void> => {
    setTrouble("");
    const proved = await run(
      typed,
      () => account.prove(typed),
      (error) => {
        const wrong = error instanceof ApiError && error.code === "session.refused";
        if (wrong) setTrouble(say(words.wrongPassword));
        return wrong;
      },
    );
    if (!proved) return;
    setAfter(null);
    await after?.();
  };
  return (
    <List label={say(words.passkeys)}>
      {(list.data ?? []).map((one) => (
        <ListItem
          key={one.id}
          title={one.name}
          note={one.last_used_at ? say(words.lastSeen, { time: ago(one.last_used_at) }) : null}
          after={
            <Button size="s" disabled={busy} onClick={() => void drop(one.id, one.name)}>
              {say(words.passkeyDrop)}
            </Button>
          }
        />
      ))}
      <ListItem
        title={say(words.passkeyAdd)}
        note={say(words.passkeyHelp)}
        after={
          passkeysHere() ? (
            <Button size="s" busy={busy} onClick={() => void add()}>
              {say(words.passkeyDo)}
            </Button>
          ) : null
        }
      />
      {after ? (
        <Sheet open onClose={() => setAfter(null)} title={say(words.proof)}>
          <Stack>
            <AnswerForm secret trouble={trouble} busy={busy} onAnswer={prove} />
          </Stack>
        </Sheet>
      ) : null}
    </List>
  );
}
