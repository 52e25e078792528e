import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { useState } from "react";
import type { Tracking } from "../../kit/portal_api.ts";
import { useCustomerAct } from "./use_act.ts";
import { words } from "./words.ts";

/** Messages both ways, and calling it off while nobody is on the way. */
export function Talk({ company, token, job }: { company: string; token: string; job: Tracking }) {
  const say = useSay();
  const { moment } = useFormats();
  const comment = useCustomerAct(company, token, "comment", say(words.commented));
  const cancel = useCustomerAct(company, token, "cancel", say(words.cancelled));
  const [text, setText] = useState("");
  const [why, setWhy] = useState<string | null>(null);
  return (
    <Card title={say(words.messages)}>
      <Stack>
        {job.notes.length > 0 ? (
          <List label={say(words.messages)}>
            {job.notes.map((note) => (
              <ListItem
                key={note.at}
                title={note.text}
                note={`${note.author ?? say(words.you)} · ${moment(note.at)}`}
              />
            ))}
          </List>
        ) : null}
        {job.can.comment ? (
          <>
            <Field label={say(words.comment)}>
              {(ties) => <TextArea {...ties} rows={2} maxLength={1000} value={text} onChange={setText} />}
            </Field>
            <Button
              block
              busy={comment.isPending}
              disabled={!text.trim()}
              onClick={() => comment.mutate({ text: text.trim() }, { onSuccess: () => setText("") })}
            >
              {say(words.commentSend)}
            </Button>
          </>
        ) : null}
        {job.can.cancel ? (
          why === null ? (
            <Button kind="quiet" block onClick={() => setWhy("")}>
              {say(words.cancel)}
            </Button>
          ) : (
            <>
              <Field label={say(words.cancelWhy)} required>
                {(ties) => <TextArea {...ties} rows={2} maxLength={1000} value={why} onChange={setWhy} />}
              </Field>
              <Button
                kind="danger"
                block
                busy={cancel.isPending}
                disabled={!why.trim()}
                onClick={() => cancel.mutate({ reason: why.trim() }, { onSuccess: () => setWhy(null) })}
              >
                {say(words.cancelSend)}
              </Button>
            </>
          )
        ) : null}
      </Stack>
    </Card>
  );
}
