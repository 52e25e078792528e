import { useSay } from "@sortie/ui/language.ts";
import type { Job } from "../../kit/field_api.ts";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import { useVisit } from "./use_visit.ts";
import { reasonWords, words } from "./words.ts";

export function DeclineSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const { busy, act } = useVisit(job.appointment.id);
  return (
    <ReasonSheet
      title={say(words.decline)}
      help={say(words.declineHelp)}
      reasons={reasonWords.decline.map((text) => ({ value: text.en, label: say(text) }))}
      send={say(words.decline)}
      danger
      busy={busy}
      onSend={({ text }) => void act("decline", { reason: text }, say(words.gone))}
      onClose={onClose}
    />
  );
}
