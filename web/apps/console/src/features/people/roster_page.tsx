import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Reference, type Row, records } from "@sortie/client/records.ts";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { App, Button, Dropdown, Empty, Space } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { AddShifts } from "./add_shifts.tsx";
import { mondayOf, plusDays, weekFrom } from "./days.ts";
import "./people.css";
import { weekdayWords, peopleWords as words } from "./words.ts";

const refOf = (row: Row, name: string): Reference | null => row.values[name] as Reference | null;

/** A week of everybody's shifts and leave; shifts are added by type over a range, then published. */
export function RosterPage() {
  const say = useSay();
  const { message } = App.useApp();
  const { date } = useFormats();
  const shiftObject = useObject("shift");
  const leaveObject = useObject("leave");
  const { busy, run } = useDoing();
  const [monday, setMonday] = useState(() => mondayOf(dayOf(new Date())));
  const [adding, setAdding] = useState(false);
  const days = weekFrom(monday);
  const last = days[6] ?? monday;
  const resources = useRecords("field_resource", { fields: ["user", "available"], limit: 200 });
  const shifts = useRecords("shift", {
    filter: {
      and: [
        { field: "day", op: "between", value: [monday, last] },
        { field: "state", op: "ne", value: "cancelled" },
      ],
    },
    fields: ["user", "day", "shift_type", "starts_at", "ends_at", "state"],
    limit: 500,
  });
  const leaves = useRecords(
    "leave",
    {
      filter: {
        and: [
          { field: "state", op: "eq", value: "approved" },
          { field: "starts_at", op: "lt", value: `${plusDays(last, 1)}T00:00:00Z` },
          { field: "ends_at", op: "gt", value: `${plusDays(monday, -1)}T00:00:00Z` },
        ],
      },
      fields: ["user", "starts_at", "ends_at"],
      limit: 200,
    },
    Boolean(leaveObject),
  );
  const drafts = shifts.rows.filter((row) => row.values.state === "draft");
  const publish = (): void =>
    void run(
      async (key) => {
        for (const [index, row] of drafts.entries())
          await records.command("shift", row.id, "publish", { key: `${key}-${index}`, version: row.version });
        void message.success(say(words.published, { count: drafts.length }));
      },
      { objects: ["shift"] },
    );
  return (
    <ConsolePage
      title={say(words.roster)}
      note={`${date(monday)} – ${date(last)}`}
      actions={
        <>
          <Space.Compact>
            <Button onClick={() => setMonday(plusDays(monday, -7))}>{say(words.previous)}</Button>
            <Button onClick={() => setMonday(mondayOf(dayOf(new Date())))}>{say(words.thisWeek)}</Button>
            <Button onClick={() => setMonday(plusDays(monday, 7))}>{say(words.next)}</Button>
          </Space.Compact>
          {shiftObject && may(shiftObject, "command:publish") && drafts.length > 0 ? (
            <Button loading={busy} onClick={publish}>
              {say(words.publishAll, { count: drafts.length })}
            </Button>
          ) : null}
          {shiftObject && may(shiftObject, "create") ? (
            <Button type="primary" onClick={() => setAdding(true)}>
              {say(words.addShifts)}
            </Button>
          ) : null}
        </>
      }
    >
      <Loaded query={{ ...resources, data: resources.data }} rows={8}>
        {() =>
          resources.rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noPeople)} />
          ) : (
            <Grid
              people={resources.rows.flatMap((row) => refOf(row, "user") ?? [])}
              days={days}
              shifts={shifts.rows}
              leaves={leaves.rows}
            />
          )
        }
      </Loaded>
      {adding ? (
        <AddShifts
          people={resources.rows.flatMap((row) => refOf(row, "user") ?? [])}
          start={monday}
          end={last}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </ConsolePage>
  );
}

interface GridProps {
  people: Reference[];
  days: string[];
  shifts: Row[];
  leaves: Row[];
}

function Grid({ people, days, shifts, leaves }: GridProps) {
  const say = useSay();
  const today = dayOf(new Date());
  const onLeave = (user: string, day: string): boolean =>
    leaves.some(
      (row) =>
        refOf(row, "user")?.id === user &&
        dayOf(String(row.values.starts_at)) <= day &&
        dayOf(String(row.values.ends_at)) >= day,
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard too
    <section className="p-scroll" tabIndex={0} aria-label={say(words.roster)}>
      <table className="p-roster">
        <thead>
          <tr>
            <th>{say(words.person)}</th>
            {days.map((day, index) => (
              <th key={day} data-today={day === today}>
                {say(weekdayWords[index] ?? weekdayWords[0])} {day.slice(5)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <th scope="row">{person.title}</th>
              {days.map((day) => (
                <td key={day}>
                  {shifts
                    .filter((row) => refOf(row, "user")?.id === person.id && row.values.day === day)
                    .map((row) => (
                      <Shift key={row.id} row={row} />
                    ))}
                  {onLeave(person.id, day) ? <span className="p-leave">{say(words.leave)}</span> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Shift({ row }: { row: Row }) {
  const say = useSay();
  const { time } = useFormats();
  const object = useObject("shift");
  const { run } = useDoing();
  const draft = row.values.state === "draft";
  const command = (name: string, done: string): void =>
    void run((key) => records.command("shift", row.id, name, { key, version: row.version }), {
      done,
      objects: ["shift"],
    });
  const items = [
    ...(draft && object && may(object, "command:publish")
      ? [{ key: "publish", label: say(words.publish), onClick: () => command("publish", say(words.publish)) }]
      : []),
    ...(row.values.state !== "locked" && object && may(object, "command:cancel")
      ? [
          {
            key: "cancel",
            danger: true,
            label: say(words.cancelShift),
            onClick: () => command("cancel", say(words.cancelled)),
          },
        ]
      : []),
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }} disabled={items.length === 0}>
      <button type="button" className="p-shift" data-state={String(row.values.state)}>
        {refOf(row, "shift_type")?.title ?? say(words.shiftType)}
        <span>
          {time(String(row.values.starts_at))}–{time(String(row.values.ends_at))}
          {draft ? ` · ${say(words.draft)}` : ""}
        </span>
      </button>
    </Dropdown>
  );
}
