import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card, Checkbox, Empty, Space } from "antd";
import { useState } from "react";
import { useReason } from "../../kit/asking.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { StateTag } from "../../kit/state_tag.tsx";
import { DATES_KEY, datesBetween, type PlannedDate, skipDate } from "./api.ts";
import { MoveDialog } from "./move_dialog.tsx";
import { maintenanceWords as words } from "./words.ts";

const OPEN = new Set(["planned", "generated"]);

function byMonth(dates: PlannedDate[]): Map<string, PlannedDate[]> {
  const months = new Map<string, PlannedDate[]>();
  for (const one of dates) {
    const month = one.due.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), one]);
  }
  return months;
}

/** A year of dates, month by month; each can be moved or skipped by itself. */
export function DatesView() {
  const say = useSay();
  const thisYear = Number(dayOf(new Date()).slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const [plan, setPlan] = useState<string[]>([]);
  const [openOnly, setOpenOnly] = useState(true);
  const [moving, setMoving] = useState<PlannedDate | null>(null);
  const query = { start: `${year}-01-01`, end: `${year}-12-31`, plan: plan[0] };
  const list = useInfiniteQuery({
    queryKey: [...DATES_KEY, query],
    queryFn: ({ pageParam, signal }) => datesBetween({ ...query, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const all = list.data?.pages.flatMap((page) => page.dates) ?? [];
  const shown = openOnly ? all.filter(({ state }) => OPEN.has(state)) : all;
  const months = byMonth(shown);
  return (
    <>
      <div className="m-bar">
        <Space.Compact>
          <Button onClick={() => setYear(year - 1)}>{say(words.earlier)}</Button>
          <Button onClick={() => setYear(thisYear)}>{say(words.thisYear)}</Button>
          <Button onClick={() => setYear(year + 1)}>{say(words.later)}</Button>
        </Space.Compact>
        <strong>{year}</strong>
        <RefSelect
          object="maintenance_plan"
          label={say(words.allPlans)}
          value={plan}
          onChange={setPlan}
          className="m-plan"
        />
        <Checkbox checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)}>
          {say(words.openOnly)}
        </Checkbox>
      </div>
      <Loaded query={{ ...list, data: list.data }} rows={8}>
        {() =>
          shown.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noDates)} />
          ) : (
            <div className="m-months">
              {[...months].map(([month, dates]) => (
                <Card key={month} size="small" title={month}>
                  <ul className="m-dates">
                    {dates.map((one) => (
                      <DateLine key={one.id} one={one} onMove={() => setMoving(one)} />
                    ))}
                  </ul>
                </Card>
              ))}
            </div>
          )
        }
      </Loaded>
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {say(words.more)}
        </Button>
      ) : null}
      {moving ? <MoveDialog one={moving} onClose={() => setMoving(null)} /> : null}
    </>
  );
}

function DateLine({ one, onMove }: { one: PlannedDate; onMove: () => void }) {
  const say = useSay();
  const { date } = useFormats();
  const object = useObject("maintenance_date");
  const ask = useReason();
  const { busy, run } = useDoing();
  const state = object?.machine?.states.find(({ name }) => name === one.state);
  const skip = async (): Promise<void> => {
    const reason = await ask(say(words.skip));
    if (!reason) return;
    await run((key) => skipDate(one.id, reason, key), {
      done: say(words.skipped),
      objects: ["maintenance_date"],
      keys: [DATES_KEY],
    });
  };
  const movable = object && OPEN.has(one.state) && may(object, "command:move");
  const skippable = object && one.state === "planned" && may(object, "command:skip");
  const where = [one.customer?.title, one.site?.title].filter(Boolean).join(" · ");
  return (
    <li className="m-date">
      <div className="m-date__what">
        <span className="m-date__day">{date(one.due)}</span>
        <strong>{one.plan?.title}</strong>
        {state ? <StateTag tone={state.color}>{say(state.label)}</StateTag> : null}
        <span className="c-page__note">
          {where}
          {one.work_order?.title ? (
            <>
              {" · "}
              <Link to="/records/$object/$id" params={{ object: "work_order", id: one.work_order.id }}>
                {one.work_order.title}
              </Link>
            </>
          ) : null}
          {one.reason ? ` · ${one.reason}` : null}
        </span>
      </div>
      <div className="m-date__acts">
        {movable ? (
          <Button size="small" onClick={onMove}>
            {say(words.move)}
          </Button>
        ) : null}
        {skippable ? (
          <Button size="small" loading={busy} onClick={() => void skip()}>
            {say(words.skip)}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
