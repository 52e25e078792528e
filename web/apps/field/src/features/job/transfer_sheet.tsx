import { type Reference, records } from "@sortie/client/records.ts";
import { Field } from "@sortie/ui/field.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Picker } from "@sortie/ui/picker.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { fieldApi, type Job } from "../../kit/field_api.ts";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import { reasonWords, words } from "./words.ts";

/** Asks the dispatcher to give the job to somebody else, by name if one is known. */
export function TransferSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [to, setTo] = useState<string[]>([]);
  const [people, setPeople] = useState<Reference[]>([]);
  const send = async (reason: string): Promise<void> => {
    const body = { reason, ...(to[0] ? { to_engineer: to[0] } : {}) };
    const asked = await run(body, (key) => fieldApi.transfer(job.appointment.id, body, key));
    if (asked === undefined) return;
    toast(say(words.transferSent));
    onClose();
  };
  const search = (text: string): void => {
    records.options("user", text).then(setPeople, () => setPeople([]));
  };
  return (
    <ReasonSheet
      title={say(words.transfer)}
      help={say(words.transferHelp)}
      reasons={reasonWords.transfer.map((text) => ({ value: text.en, label: say(text) }))}
      send={say(words.transfer)}
      busy={busy}
      onSend={({ text }) => void send(text)}
      onClose={onClose}
    >
      <Field label={say(words.transferTo)}>
        {(ties) => (
          <Picker
            {...ties}
            title={say(words.transferTo)}
            value={to}
            onChange={setTo}
            options={people.map((one) => ({ value: one.id, label: one.title ?? "" }))}
            onSearch={search}
          />
        )}
      </Field>
    </ReasonSheet>
  );
}
