import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { OptionList } from "@sortie/ui/picker.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { type ReactNode, useState } from "react";
import { kitWords } from "./words.ts";

export interface Reason {
  /** What the server is told; for free reasons the shown words themselves. */
  value: string;
  label: string;
}

export interface Reasoned {
  /** The chosen reason's value, "" when only words were written. */
  value: string;
  note: string;
  /** Both as one sentence. */
  text: string;
}

export interface ReasonSheetProps {
  title: string;
  /** What will follow from it, in one line. */
  help?: ReactNode;
  reasons: Reason[];
  send: string;
  danger?: boolean;
  busy: boolean;
  /** Words are wanted whatever was chosen. */
  wordy?: boolean;
  /** A reason must be chosen; words alone don't do. */
  chosen?: boolean;
  children?: ReactNode;
  onSend: (reason: Reasoned) => void;
  onClose: () => void;
}

/** The common reasons to tap, and room for one's own words. Shown means open. */
export function ReasonSheet(props: ReasonSheetProps) {
  const say = useSay();
  const [value, setValue] = useState("");
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const label = props.reasons.find((one) => one.value === value)?.label ?? "";
  const lacking = props.wordy ? !note.trim() : props.chosen ? !value : !value && !note.trim();
  const send = (): void => {
    setMissing(lacking);
    if (lacking) return;
    props.onSend({ value, note: note.trim(), text: [label, note.trim()].filter(Boolean).join("：") });
  };
  return (
    <Sheet
      open
      onClose={props.onClose}
      title={props.title}
      footer={
        <Button kind={props.danger ? "danger" : "primary"} size="l" block busy={props.busy} onClick={send}>
          {props.send}
        </Button>
      }
    >
      <Stack>
        {props.help ? <div>{props.help}</div> : null}
        {props.reasons.length > 0 ? (
          <OptionList
            label={say(kitWords.reason)}
            options={props.reasons}
            chosen={value ? [value] : []}
            onToggle={setValue}
          />
        ) : null}
        <Field
          label={say(props.reasons.length > 0 ? kitWords.otherReason : kitWords.reason)}
          error={missing && lacking ? say(kitWords.pickReason) : undefined}
        >
          {(ties) => <TextArea {...ties} rows={2} maxLength={500} value={note} onChange={setNote} />}
        </Field>
        {props.children}
      </Stack>
    </Sheet>
  );
}
