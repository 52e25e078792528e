import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { type FormEvent, useState } from "react";
import { words } from "./words.ts";

/** One secret or one code, typed and sent. */
export function AnswerForm({
  secret,
  trouble,
  busy,
  onAnswer,
}: {
  secret: boolean;
  trouble: string;
  busy: boolean;
  onAnswer: (typed: string) => Promise<void>;
}) {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed) void onAnswer(typed);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Field label={say(secret ? words.old : words.totpCode)} error={trouble || undefined}>
          {(ties) => (
            <Input
              {...ties}
              type={secret ? "password" : "text"}
              inputMode={secret ? "text" : "numeric"}
              autoComplete={secret ? "current-password" : "one-time-code"}
              value={typed}
              onChange={setTyped}
            />
          )}
        </Field>
        <Button kind="primary" size="l" block type="submit" busy={busy}>
          {say(words.send)}
        </Button>
      </Stack>
    </form>
  );
}
