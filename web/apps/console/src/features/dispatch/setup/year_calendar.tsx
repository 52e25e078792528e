import { get } from "@sortie/client/transport.ts";
import { dayOf } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import {
  type CalendarPlain,
  type DayPlan,
  type PublicDay,
  planOf,
  pressed,
  WEEKDAYS,
  weekdayOf,
  yearOf,
} from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";
import { DayDialog } from "./day_dialog.tsx";
import { DayImport } from "./day_import.tsx";

export interface PublicDays {
  year: number;
  source: "published" | "statutory" | "solar";
  days: PublicDay[];
}

interface YearCalendarProps {
  calendar: CalendarPlain;
  readOnly: boolean;
  onChange: (next: CalendarPlain) => void;
}

const NONE: PublicDay[] = [];
/** What pressing a day does: turns it over, or asks for its name and hours. */
type Press = "turn" | "ask";

const KINDS = ["work", "off", "holiday", "workday", "hours"] as const;

/** Twelve months to press on. */
export function YearCalendar({ calendar, readOnly, onChange }: YearCalendarProps) {
  const say = useSay();
  const [year, setYear] = useState(() => Number(dayOf(new Date()).slice(0, 4)));
  const [asked, setAsked] = useState<string | null>(null);
  const [bringing, setBringing] = useState(false);
  const [press, setPress] = useState<Press>("turn");
  const known = useQuery({
    queryKey: ["calendar", "public-days", year],
    queryFn: ({ signal }) => get<PublicDays>("/api/v1/calendars/public-days", { year }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const list = known.data?.days ?? NONE;
  const publicDays = useMemo(() => new Map(list.map((day) => [day.date, day])), [list]);
  return (
    <>
      <div className="u-year__bar">
        <Button
          disabled={false}
          icon={<Icon name="back" size={16} />}
          aria-label={say(words.previous)}
          onClick={() => setYear(year - 1)}
        />
        <h2>{say(words.year, { year })}</h2>
        <Button
          disabled={false}
          icon={<Icon name="forward" size={16} />}
          aria-label={say(words.next)}
          onClick={() => setYear(year + 1)}
        />
        <Checkbox
          checked={calendar.public_holidays === "CN"}
          onChange={({ target }) => onChange({ ...calendar, public_holidays: target.checked ? "CN" : "" })}
        >
          {say(words.publicDays)}
        </Checkbox>
        <span className="u-labelled">
          {say(words.makeUp)}
          <Select
            size="small"
            aria-label={say(words.makeUp)}
            value={calendar.make_up_as}
            options={WEEKDAYS.map((day) => ({ value: day, label: say(words[day]) }))}
            onChange={(make_up_as) => onChange({ ...calendar, make_up_as })}
          />
        </span>
        {readOnly ? null : <Button onClick={() => setBringing(true)}>{say(words.import)}</Button>}
      </div>
      {known.data ? (
        <p className={known.data.source === "published" ? "d-muted" : "u-year__doubt"}>
          {say(words[known.data.source], { year })}
        </p>
      ) : null}
      {readOnly ? null : (
        <div className="u-year__bar">
          <Segmented<Press>
            aria-label={say(words.press)}
            value={press}
            options={[
              { value: "turn", label: say(words.pressTurns) },
              { value: "ask", label: say(words.pressAsks) },
            ]}
            onChange={setPress}
          />
          <span className="d-muted">{say(press === "turn" ? words.yearHelp : words.askHelp)}</span>
        </div>
      )}
      <ul className="u-legend" aria-label={say(words.legend)}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <span className={`u-day u-day--${kind}`}>1</span> {say(words[kind])}
          </li>
        ))}
        <li>
          <span className="u-day u-day--holiday u-day--own">1</span> {say(words.byHand)}
        </li>
      </ul>
      <div className="u-year">
        {yearOf(year).map(({ month, blanks, days }) => (
          <Month key={month} month={month}>
            {Array.from({ length: blanks }, (_, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: empty places have no other name
              <span key={n} />
            ))}
            {days.map((date) => (
              <Day
                key={date}
                date={date}
                plan={planOf(calendar, date, publicDays)}
                readOnly={readOnly}
                onPress={() =>
                  press === "ask" ? setAsked(date) : onChange(pressed(calendar, date, publicDays))
                }
                onAsk={() => setAsked(date)}
              />
            ))}
          </Month>
        ))}
      </div>
      {asked ? (
        <DayDialog date={asked} calendar={calendar} onChange={onChange} onClose={() => setAsked(null)} />
      ) : null}
      {bringing ? (
        <DayImport
          calendar={calendar}
          year={year}
          published={list}
          onChange={onChange}
          onClose={() => setBringing(false)}
        />
      ) : null}
    </>
  );
}

function Month({ month, children }: { month: number; children: React.ReactNode }) {
  const say = useSay();
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(language, { month: "long" }).format(new Date(2026, month - 1, 1));
  return (
    <section className="u-month" aria-label={name}>
      <h3>{name}</h3>
      <div className="u-month__days">
        {WEEKDAYS.map((day) => (
          <span key={day} className="u-month__head">
            {say(words[day]).replace("周", "").slice(0, 2)}
          </span>
        ))}
        {children}
      </div>
    </section>
  );
}

interface DayProps {
  date: string;
  plan: DayPlan;
  readOnly: boolean;
  onPress: () => void;
  onAsk: () => void;
}

function Day({ date, plan, readOnly, onPress, onAsk }: DayProps) {
  const say = useSay();
  const told = [
    date,
    say(words[weekdayOf(date)]),
    say(words[plan.kind]),
    plan.name,
    plan.hours.join(" "),
    plan.own ? say(words.byHand) : "",
  ];
  return (
    <button
      type="button"
      className={`u-day u-day--${plan.kind}${plan.own ? " u-day--own" : ""}`}
      title={told.filter(Boolean).join(" · ")}
      aria-label={told.filter(Boolean).join(" ")}
      disabled={readOnly}
      onClick={onPress}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!readOnly) onAsk();
      }}
    >
      {Number(date.slice(8))}
    </button>
  );
}
