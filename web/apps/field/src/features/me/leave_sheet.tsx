import { useMe, useRecordWrites } from "@sortie/client/queries.ts";
import { Button } from "@sortie/ui/button.tsx";
import { DateTime } from "@sortie/ui/date_time.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { Segmented } from "@sortie/ui/segmented.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { words } from "./words.ts";

export const leaveKinds = ["annual", "sick", "personal", "comp"] as const;

/** A leave request: written down, then sent for approval. */
export function LeaveSheet({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const me = useMe().data;
  const writes = useRecordWrites("leave");
  const { busy, run } = useDoing();
  const [kind, setKind] = useState<(typeof leaveKinds)[number]>("personal");
  const [starts_at, setStart] = useState("");
  const [ends_at, setEnd] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = (label: string): string => say(words.fill, { label });
  const wrong = {
    starts_at: starts_at ? "" : missing(say(words.from)),
    ends_at: !ends_at ? missing(say(words.until)) : ends_at <= starts_at ? say(words.endFirst) : "",
  };
  const send = async (): Promise<void> => {
    setTried(true);
    if (!me || wrong.starts_at || wrong.ends_at) return;
    const values = {
      user: me.id,
      kind,
      starts_at,
      ends_at,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    };
    const draft = await run(values, (key) => writes.create(values, { key }));
    if (!draft) return;
    const sent = await run([draft.id, "submit"], (key) =>
      writes.command(draft.id, "submit", { version: draft.version, key }),
    );
    toast(say(sent ? words.leaveSent : words.leaveHalf), sent ? "done" : "danger");
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={say(words.askLeave)}
      footer={
        <Button kind="primary" size="l" block busy={busy} onClick={() => void send()}>
          {say(words.send)}
        </Button>
      }
    >
      <Stack>
        <Segmented
          label={say(words.leaveKind)}
          value={kind}
          onChange={setKind}
          options={leaveKinds.map((value) => ({ value, label: say(words[value]) }))}
        />
        <Field label={say(words.from)} required error={tried ? wrong.starts_at || undefined : undefined}>
          {(ties) => <DateTime {...ties} kind="datetime" value={starts_at} onChange={setStart} />}
        </Field>
        <Field label={say(words.until)} required error={tried ? wrong.ends_at || undefined : undefined}>
          {(ties) => <DateTime {...ties} kind="datetime" value={ends_at} onChange={setEnd} />}
        </Field>
        <Field label={say(words.why)}>
          {(ties) => <TextArea {...ties} rows={2} maxLength={500} value={reason} onChange={setReason} />}
        </Field>
      </Stack>
    </Sheet>
  );
}
