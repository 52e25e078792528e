import type { Reference } from "@sortie/client/records.ts";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Mine } from "./mine.tsx";
import { words } from "./words.ts";

/** My published shifts from today on. */
export function ShiftsPage() {
  const say = useSay();
  const lang = useLanguage();
  const { time } = useFormats();
  const weekday = (day: string): string =>
    new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
      timeZone: "UTC",
      month: "short",
      day: "numeric",
      weekday: "short",
    }).format(new Date(`${day}T00:00:00Z`));
  return (
    <Mine
      title={say(words.shifts)}
      object="shift"
      whose="user"
      filter={{
        and: [
          { field: "day", op: "gte", value: dayOf(new Date()) },
          { field: "state", op: "in", value: ["published", "locked"] },
        ],
      }}
      sort="day"
      fields={["day", "shift_type", "starts_at", "ends_at", "state"]}
      empty={say(words.noShifts)}
      icon="today"
    >
      {(rows) => (
        <List>
          {rows.map(({ id, values }) => (
            <ListItem
              key={id}
              title={weekday(String(values.day))}
              note={(values.shift_type as Reference | null)?.title}
              after={`${time(String(values.starts_at))} – ${time(String(values.ends_at))}`}
            />
          ))}
        </List>
      )}
    </Mine>
  );
}
