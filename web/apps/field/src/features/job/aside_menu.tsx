import { Field } from "@sortie/ui/field.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { useState } from "react";
import type { Job } from "../../kit/field_api.ts";
import { Photos } from "../../kit/photos.tsx";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import { DeclineSheet } from "./decline_sheet.tsx";
import { type Aside, asidesOf } from "./next_step.ts";
import { NoteSheet } from "./note_sheet.tsx";
import { TransferSheet } from "./transfer_sheet.tsx";
import { useVisit } from "./use_visit.ts";
import { holdWords, reasonWords, words } from "./words.ts";

/** Everything that isn't the next step, each with its own sheet. */
export function AsideMenu({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const [chosen, setChosen] = useState<Aside | null>(null);
  if (chosen === "decline") return <DeclineSheet job={job} onClose={onClose} />;
  if (chosen === "note") return <NoteSheet job={job} onClose={onClose} />;
  if (chosen === "transfer") return <TransferSheet job={job} onClose={onClose} />;
  if (chosen === "pause") return <PauseSheet job={job} onClose={onClose} />;
  if (chosen) return <EndSheet job={job} verb={chosen} onClose={onClose} />;
  return (
    <Sheet open onClose={onClose} title={say(words.more)}>
      <List>
        {asidesOf(job.appointment.state).map((aside) => (
          <ListItem key={aside} title={say(words[aside])} onPress={() => setChosen(aside)} />
        ))}
      </List>
    </Sheet>
  );
}

function PauseSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const { busy, act } = useVisit(job.appointment.id);
  const holds = Object.entries(holdWords).map(([value, text]) => ({ value, label: say(text) }));
  return (
    <ReasonSheet
      title={say(words.pause)}
      help={say(words.pauseHelp)}
      reasons={holds}
      chosen
      send={say(words.pause)}
      busy={busy}
      onSend={async ({ value, note }) => {
        if (await act("pause", { reason: value, note }, say(words.paused))) onClose();
      }}
      onClose={onClose}
    />
  );
}

const ends = {
  partly: { help: words.partlyHelp, reasons: [] },
  cannot: { help: words.cannotHelp, reasons: reasonWords.cannot },
  nobody: { help: words.nobodyHelp, reasons: reasonWords.nobody },
} as const;

function EndSheet({ job, verb, onClose }: { job: Job; verb: keyof typeof ends; onClose: () => void }) {
  const say = useSay();
  const { busy, act } = useVisit(job.appointment.id);
  const { help, reasons } = ends[verb];
  const [photos, setPhotos] = useState<string[]>([]);
  return (
    <ReasonSheet
      title={say(words[verb])}
      help={say(help)}
      reasons={reasons.map((text) => ({ value: text.en, label: say(text) }))}
      wordy={verb === "partly"}
      send={say(words[verb])}
      danger={verb !== "partly"}
      busy={busy}
      onSend={({ text }) =>
        void act(
          verb,
          verb === "partly" ? { outcome: text } : { reason: text, ...(verb === "cannot" ? { photos } : {}) },
          say(words.gone),
        )
      }
      onClose={onClose}
    >
      {verb === "cannot" ? (
        <Field label={say(words.notePhotos)}>
          {(ties) => (
            <Photos
              id={ties.id}
              aria-labelledby={ties["aria-labelledby"]}
              value={photos}
              onChange={setPhotos}
              max={6}
            />
          )}
        </Field>
      ) : null}
    </ReasonSheet>
  );
}
