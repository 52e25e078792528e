import { useRecordWrites } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { useDoing } from "../../../kit/doing.tsx";
import { calendarOf, hoursProblem, WEEKDAYS } from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";
import { DeadlinePreview } from "./deadline_preview.tsx";
import type { SetupForm } from "./setup_form.ts";
import { WeekHours } from "./week_hours.tsx";
import { YearCalendar } from "./year_calendar.tsx";

const ZONES = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "UTC"];

interface Entered {
  name: string;
  is_default: boolean;
}

/** A calendar to be clicked together: the week, the year's exceptions, and what they do to a deadline. */
export function CalendarForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const writes = useRecordWrites("calendar");
  const { busy, run } = useDoing();
  const [calendar, setCalendar] = useState(() => calendarOf(row?.values.definition));
  const sound = WEEKDAYS.every((day) => hoursProblem(calendar.weekly[day]) === null);
  const save = ({ name, is_default }: Entered): void => {
    const definition = { ...calendar, name, version: (calendar.version ?? 0) + 1 };
    const values = { name: name.trim(), is_default, definition };
    void run(
      async (key) =>
        onSaved(
          row
            ? await writes.update(row.id, values, { version: row.version, key })
            : await writes.create(values, { key }),
        ),
      { done: say(words.saved) },
    );
  };
  return (
    <Form<Entered>
      layout="vertical"
      disabled={readOnly}
      initialValues={{ name: row?.values.name ?? "", is_default: row?.values.is_default ?? false }}
      onFinish={save}
    >
      {readOnly ? <p className="d-muted">{say(words.readOnly)}</p> : null}
      <div className="u-grid">
        <Form.Item
          name="name"
          label={say(words.name)}
          rules={[{ required: true, message: say(words.needName) }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item label={say(words.zone)}>
          <Select
            aria-label={say(words.zone)}
            value={calendar.time_zone}
            options={[...new Set([calendar.time_zone, ...ZONES])].map((value) => ({ value, label: value }))}
            onChange={(time_zone) => setCalendar({ ...calendar, time_zone })}
          />
        </Form.Item>
        <Form.Item name="is_default" label={say(words.isDefault)} valuePropName="checked">
          <Switch aria-label={say(words.isDefault)} />
        </Form.Item>
      </div>
      <WeekHours calendar={calendar} readOnly={readOnly} onChange={setCalendar} />
      <DeadlinePreview calendar={calendar} sound={sound} />
      <YearCalendar calendar={calendar} readOnly={readOnly} onChange={setCalendar} />
      {readOnly ? null : (
        <div className="u-bar">
          <Button type="primary" htmlType="submit" loading={busy} disabled={!sound}>
            {say(words.save)}
          </Button>
        </div>
      )}
    </Form>
  );
}
