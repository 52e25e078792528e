import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import type { Job } from "../../kit/field_api.ts";
import { Photos } from "../../kit/photos.tsx";
import { kitWords } from "../../kit/words.ts";
import { addNote, noteKeys } from "./notes_api.ts";
import { words } from "./words.ts";

export function NoteSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const empty = !text.trim() && files.length === 0;
  const send = async (): Promise<void> => {
    setMissing(empty);
    if (empty) return;
    const note = { text: text.trim(), files };
    const all = await run(note, (key) => addNote(job.order.id, note, key));
    if (!all) return;
    client.setQueryData(noteKeys.of(job.order.id), all);
    toast(say(words.noteSaved));
    onClose();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={say(words.note)}
      footer={
        <Button kind="primary" size="l" block busy={busy} onClick={() => void send()}>
          {say(kitWords.send)}
        </Button>
      }
    >
      <Stack>
        <Field label={say(words.notes)} error={missing && empty ? say(words.noteEmpty) : undefined}>
          {(ties) => <TextArea {...ties} maxLength={4000} value={text} onChange={setText} />}
        </Field>
        <Field label={say(words.notePhotos)}>
          {(ties) => (
            <Photos
              id={ties.id}
              aria-labelledby={ties["aria-labelledby"]}
              value={files}
              onChange={setFiles}
            />
          )}
        </Field>
      </Stack>
    </Sheet>
  );
}
