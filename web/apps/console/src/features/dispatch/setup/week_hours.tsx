import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Input } from "antd";
import { type CalendarPlain, hoursProblem, hoursTotal, WEEKDAYS, type Weekday } from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";

interface WeekHoursProps {
  calendar: CalendarPlain;
  readOnly: boolean;
  onChange: (next: CalendarPlain) => void;
}

const MORNING = "09:00-12:00";
const AFTERNOON = "13:30-18:00";
const WORKING = WEEKDAYS.slice(0, 5);

/** The week, day by day; the gap between two stretches is the break. */
export function WeekHours({ calendar, readOnly, onChange }: WeekHoursProps) {
  const say = useSay();
  const set = (days: readonly Weekday[], hours: string[]): void =>
    onChange({
      ...calendar,
      weekly: { ...calendar.weekly, ...Object.fromEntries(days.map((day) => [day, hours])) },
    });
  return (
    <>
      <h2>{say(words.week)}</h2>
      <p className="d-muted">{say(words.weekHelp)}</p>
      <div className="u-week">
        {WEEKDAYS.map((day) => (
          <DayHours
            key={day}
            day={day}
            hours={calendar.weekly[day]}
            readOnly={readOnly}
            onChange={(hours) => set([day], hours)}
            onCopy={day === "mon" ? () => set(WORKING, calendar.weekly.mon) : null}
          />
        ))}
      </div>
    </>
  );
}

interface DayHoursProps {
  day: Weekday;
  hours: string[];
  readOnly: boolean;
  onChange: (hours: string[]) => void;
  onCopy: (() => void) | null;
}

function DayHours({ day, hours, readOnly, onChange, onCopy }: DayHoursProps) {
  const say = useSay();
  const problem = hoursProblem(hours);
  const put = (at: number, text: string): void =>
    onChange(hours.map((one, index) => (index === at ? text : one)));
  return (
    <div className="u-week__day">
      <strong>{say(words[day])}</strong>
      <div className="u-week__spans">
        {hours.length === 0 ? <span className="d-muted">{say(words.closed)}</span> : null}
        <SpanList hours={hours} label={say(words[day])} readOnly={readOnly} onPut={put} onChange={onChange} />
        {readOnly ? null : (
          <Button
            size="small"
            icon={<Icon name="plus" size={14} />}
            aria-label={say(words.addSpan)}
            onClick={() => onChange([...hours, hours.length === 0 ? MORNING : AFTERNOON])}
          />
        )}
        {onCopy && !readOnly ? (
          <Button size="small" type="link" onClick={onCopy}>
            {say(words.copyDown)}
          </Button>
        ) : null}
        {problem ? <span role="alert">{say(words[problem])}</span> : null}
      </div>
      <span className="d-muted">{say(words.total, { n: hoursTotal(hours) })}</span>
    </div>
  );
}

interface SpanListProps {
  hours: string[];
  label: string;
  readOnly: boolean;
  onPut: (at: number, text: string) => void;
  onChange: (hours: string[]) => void;
}

/** Stretches of hours, each a start and an end. */
export function SpanList({ hours, label, readOnly, onPut, onChange }: SpanListProps) {
  const say = useSay();
  return hours.map((text, at) => {
    const [from = "", to = ""] = text.split("-");
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is known by its place
      <span key={at} className="u-week__span">
        <Input
          size="small"
          className="u-clock"
          maxLength={5}
          value={from}
          disabled={readOnly}
          aria-label={say(words.from, { day: label })}
          onChange={({ target }) => onPut(at, `${target.value}-${to}`)}
        />
        –
        <Input
          size="small"
          className="u-clock"
          maxLength={5}
          value={to}
          disabled={readOnly}
          aria-label={say(words.to, { day: label })}
          onChange={({ target }) => onPut(at, `${from}-${target.value}`)}
        />
        {readOnly ? null : (
          <Button
            size="small"
            type="text"
            icon={<Icon name="cross" size={14} />}
            aria-label={say(words.removeSpan)}
            onClick={() => onChange(hours.filter((_, index) => index !== at))}
          />
        )}
      </span>
    );
  });
}
