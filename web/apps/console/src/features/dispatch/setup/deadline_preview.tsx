import { post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { InputNumber } from "antd";
import { useDeferredValue, useState } from "react";
import type { CalendarPlain } from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";

type Deadline = Wire<"Deadline">;

const HOURS = 8;
const MOST_HOURS = 1000;

/** When so much working time would be up, on the calendar as it stands here, saved or not. */
export function DeadlinePreview({ calendar, sound }: { calendar: CalendarPlain; sound: boolean }) {
  const say = useSay();
  const { datetime } = useFormats();
  const [hours, setHours] = useState(HOURS);
  const definition = useDeferredValue(calendar);
  const asked = useQuery({
    queryKey: ["calendar", "deadline", definition, hours],
    queryFn: () =>
      post<Deadline>("/api/v1/calendars/deadline", { definition, minutes: Math.round(hours * 60) }),
    enabled: sound,
    placeholderData: (before) => before,
  });
  const found = asked.data;
  return (
    <section className="u-deadline" aria-label={say(words.deadline)}>
      <strong>{say(words.deadline)}</strong>
      <InputNumber
        size="small"
        disabled={false}
        min={0.5}
        max={MOST_HOURS}
        step={0.5}
        value={hours}
        aria-label={say(words.hoursLabel)}
        onChange={(next) => setHours(next ?? HOURS)}
      />
      <span className="d-muted">{say(words.deadlineHelp, { hours })}</span>
      {asked.isError ? <span role="alert">{asked.error.message}</span> : null}
      {found && !asked.isError ? (
        <>
          <strong className="u-deadline__due">{say(words.due, { at: datetime(found.due_at) })}</strong>
          {found.working_now ? null : (
            <span className="d-muted">{say(words.starts, { at: datetime(found.opens_at) })}</span>
          )}
        </>
      ) : null}
    </section>
  );
}
