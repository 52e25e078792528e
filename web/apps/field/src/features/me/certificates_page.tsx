import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { daysLeft } from "./days_left.ts";
import { Mine } from "./mine.tsx";
import { RecordState } from "./record_state.tsx";
import { words } from "./words.ts";

const SOON_DAYS = 60;

export function CertificatesPage() {
  const say = useSay();
  const { date } = useFormats();
  const noteOf = (expires: string | null): string => {
    if (!expires) return "";
    const days = daysLeft(expires, dayOf(new Date()));
    if (days < 0) return say(words.expired);
    const until = say(words.expires, { date: date(expires) });
    return days <= SOON_DAYS ? `${until} · ${say(words.expiresSoon, { days })}` : until;
  };
  return (
    <Mine
      title={say(words.certificates)}
      object="certificate"
      whose="user"
      sort="expires_on"
      fields={["kind", "number", "expires_on", "state"]}
      empty={say(words.noCertificates)}
      icon="star"
      help={say(words.certificateHelp)}
    >
      {(rows) => (
        <List>
          {rows.map(({ id, values }) => (
            <ListItem
              key={id}
              title={String(values.kind)}
              note={[values.number, noteOf((values.expires_on as string | null) ?? null)]
                .filter(Boolean)
                .join(" · ")}
              after={<RecordState object="certificate" value={values.state} />}
            />
          ))}
        </List>
      )}
    </Mine>
  );
}
