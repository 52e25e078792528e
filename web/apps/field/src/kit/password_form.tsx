import { put } from "@sortie/client/transport.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { type FormEvent, useState } from "react";
import { useDoing } from "./doing.ts";

const words = {
  old: { zh: "现在的密码", en: "Present password" },
  next: { zh: "新密码", en: "New password" },
  again: { zh: "再输一次新密码", en: "New password again" },
  help: {
    zh: "至少 10 个字符，别用生日和手机号",
    en: "At least 10 characters; no birthdays or phone numbers",
  },
  fill: { zh: "请填写「{label}」", en: "Fill in “{label}”" },
  different: { zh: "两次输入不一样", en: "The two don't match" },
  save: { zh: "保存新密码", en: "Save the new password" },
} as const;

const names = ["old", "next", "again"] as const;

/** Sets a new password by the present one. `withOld` false: by other means, given to `save`. */
export function PasswordForm({
  onDone,
  save,
  withOld = true,
}: {
  onDone: () => void;
  withOld?: boolean;
  save?: (password: string, key: string) => Promise<unknown>;
}) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [entered, setEntered] = useState({ old: "", next: "", again: "" });
  const [tried, setTried] = useState(false);
  const shown = names.filter((name) => withOld || name !== "old");
  const wrong = (name: (typeof names)[number]): string => {
    if (!entered[name]) return say(words.fill, { label: say(words[name]) });
    return name === "again" && entered.again !== entered.next ? say(words.different) : "";
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (shown.some((name) => wrong(name))) return;
    const done = await run(entered, async (key) => {
      if (save) await save(entered.next, key);
      else
        await put(
          "/api/v1/session/password",
          { old_password: entered.old, new_password: entered.next },
          { key },
        );
      return true;
    });
    if (done) onDone();
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack>
        {shown.map((name) => (
          <Field
            key={name}
            label={say(words[name])}
            required
            error={tried ? wrong(name) || undefined : undefined}
            help={name === "next" ? say(words.help) : undefined}
          >
            {(ties) => (
              <Input
                {...ties}
                type="password"
                autoComplete={name === "old" ? "current-password" : "new-password"}
                value={entered[name]}
                onChange={(value) => setEntered({ ...entered, [name]: value })}
              />
            )}
          </Field>
        ))}
        <Button kind="primary" size="l" block type="submit" busy={busy}>
          {say(words.save)}
        </Button>
      </Stack>
    </form>
  );
}
