import { IconButton } from "@sortie/ui/button.tsx";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { Link } from "@sortie/ui/router.tsx";
import { useState } from "react";
import type { Day } from "../../kit/field_api.ts";
import { useConsent } from "../../kit/position_consent.ts";
import { PositionSheet } from "../../kit/position_sheet.tsx";
import { daysOn } from "./days.ts";
import { words } from "./words.ts";

export interface DaySwitchProps {
  /** null is today, whatever the date. */
  day: string | null;
  shown: string | undefined;
  onDay: (day: string | null) => void;
}

export function DaySwitch({ day, shown, onDay }: DaySwitchProps) {
  const say = useSay();
  const lang = useLanguage();
  const today = dayOf(new Date());
  const here = day ?? shown ?? today;
  const go = (by: number): void => {
    const next = daysOn(here, by);
    onDay(next === today ? null : next);
  };
  const weekday = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    timeZone: "UTC",
    weekday: "long",
    month: "long",
    day: "numeric",
  }).format(new Date(`${here}T00:00:00Z`));
  return (
    <div className="m-days">
      <IconButton icon="back" label={say(words.yesterday)} onClick={() => go(-1)} />
      {day === null ? (
        <span>
          <strong>{weekday}</strong>
        </span>
      ) : (
        <button type="button" className="s-button s-button--quiet" onClick={() => onDay(null)}>
          <span>
            <strong>{weekday}</strong>
            <span className="m-faint">{say(words.backToToday)}</span>
          </span>
        </button>
      )}
      <IconButton icon="forward" label={say(words.tomorrow)} onClick={() => go(1)} />
    </div>
  );
}

export function ShiftStrip({ day, isToday }: { day: Day; isToday: boolean }) {
  const say = useSay();
  const { time } = useFormats();
  const hours = day.shifts.map((shift) => `${time(shift.starts_at)} – ${time(shift.ends_at)}`).join("，");
  return (
    <div className="m-strip">
      {isToday ? (
        <span className={day.on_shift ? "m-duty m-duty--on" : "m-duty"}>
          {say(day.on_shift ? words.onDuty : words.offDuty)}
        </span>
      ) : (
        <Icon name="clock" size={20} />
      )}
      <span>{hours || say(words.noShift)}</span>
    </div>
  );
}

/** What else wants a look: open offers, and the question about the position until it was answered. */
export function Notices({ day, user }: { day: Day; user: string }) {
  const say = useSay();
  const consent = useConsent(user);
  const [asking, setAsking] = useState(false);
  return (
    <>
      {day.offers > 0 ? (
        <Link className="m-strip m-strip--offer" to="/offers">
          <span>{say(words.offers, { n: day.offers })}</span>
          <span>
            {say(words.go)} <Icon name="forward" size={16} />
          </span>
        </Link>
      ) : null}
      {consent === null && day.on_shift ? (
        <button type="button" className="m-strip m-strip--share" onClick={() => setAsking(true)}>
          <span>{say(words.share)}</span>
          <span>{say(words.shareOpen)}</span>
        </button>
      ) : null}
      {asking ? <PositionSheet user={user} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
