import { useSay } from "@sortie/ui/language.ts";
import { Button, Input, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import {
  type CalendarPlain,
  hoursProblem,
  type SpecialDay,
  type SpecialKind,
  WEEKDAYS,
  weekdayOf,
  withDay,
} from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";
import { SpanList } from "./week_hours.tsx";

interface DayDialogProps {
  date: string;
  calendar: CalendarPlain;
  onChange: (next: CalendarPlain) => void;
  onClose: () => void;
}

const KINDS = ["usual", "holiday", "workday", "hours"] as const;
const HALF_DAY = "09:00-12:00";

/** One day with a name and, if it must be, hours of its own. */
export function DayDialog({ date, calendar, onChange, onClose }: DayDialogProps) {
  const say = useSay();
  const before = calendar.special_days.find((one) => one.date === date);
  const [kind, setKind] = useState<SpecialKind | "usual">(before?.kind ?? "usual");
  const [name, setName] = useState(before?.name ?? "");
  const [as, setAs] = useState(before?.as ?? calendar.make_up_as);
  const [hours, setHours] = useState(before?.hours ?? [HALF_DAY]);
  const problem = kind === "hours" ? hoursProblem(hours) : null;
  const keep = (): void => {
    const day: Omit<SpecialDay, "date"> | null =
      kind === "usual"
        ? null
        : {
            kind,
            ...(name.trim() ? { name: name.trim() } : {}),
            ...(kind === "workday" ? { as } : {}),
            ...(kind === "hours" ? { hours } : {}),
          };
    onChange(withDay(calendar, date, day));
    onClose();
  };
  return (
    <Modal
      open
      title={say(words.dayTitle, { date, weekday: say(words[weekdayOf(date)]) })}
      okText={say(words.ok)}
      cancelText={say(words.cancel)}
      okButtonProps={{ disabled: problem !== null }}
      onOk={keep}
      onCancel={onClose}
    >
      <div className="u-daybox">
        <Segmented
          aria-label={say(words.dayKind)}
          value={kind}
          options={KINDS.map((value) => ({
            value,
            label: say(value === "usual" ? words.asUsual : words[value]),
          }))}
          onChange={setKind}
        />
        {kind === "usual" ? null : (
          <Input
            maxLength={40}
            value={name}
            aria-label={say(words.dayName)}
            placeholder={say(words.dayName)}
            onChange={({ target }) => setName(target.value)}
          />
        )}
        {kind === "workday" ? (
          <span className="u-labelled">
            {say(words.like)}
            <Select
              aria-label={say(words.like)}
              value={as}
              options={WEEKDAYS.map((day) => ({ value: day, label: say(words[day]) }))}
              onChange={setAs}
            />
          </span>
        ) : null}
        {kind === "hours" ? (
          <div className="u-week__spans">
            <SpanList
              hours={hours}
              label={date}
              readOnly={false}
              onPut={(at, text) => setHours(hours.map((one, index) => (index === at ? text : one)))}
              onChange={setHours}
            />
            <Button size="small" onClick={() => setHours([...hours, "13:30-18:00"])}>
              {say(words.addSpan)}
            </Button>
            {problem ? <span role="alert">{say(words[problem])}</span> : null}
          </div>
        ) : null}
      </div>
    </Modal>
  );
}
