import { useMe } from "@sortie/client/queries.ts";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Row, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh, RefreshButton } from "@sortie/ui/pull_to_refresh.tsx";
import { Segmented } from "@sortie/ui/segmented.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { lazy, Suspense, useState } from "react";
import type { Day, VisitBrief } from "../../kit/field_api.ts";
import { useDay } from "../../kit/field_queries.ts";
import { DaySwitch, Notices, ShiftStrip } from "./day_head.tsx";
import { leftOf, visitsOf } from "./days.ts";
import "./today.css";
import { VisitCard } from "./visit_card.tsx";
import { words } from "./words.ts";

const DayMap = lazy(async () => ({ default: (await import("./day_map.tsx")).DayMap }));

/** The day of the signed-in engineer: shift, open offers, visits in the order of the day. */
export function TodayPage() {
  const say = useSay();
  const me = useMe().data;
  const [day, setDay] = useState<string | null>(null);
  const query = useDay(day);
  return (
    <Page
      tabs
      nav={
        <NavBar
          title={say(words.title)}
          note={me ? say(words.hello, { name: me.name }) : null}
          right={<RefreshButton onRefresh={() => query.refetch()} />}
        />
      }
    >
      <PullToRefresh onRefresh={() => query.refetch()}>
        <Stack>
          <DaySwitch day={day} shown={query.data?.day} onDay={setDay} />
          <Loaded query={query} rows={4}>
            {(loaded) => (
              <Stack>
                <ShiftStrip day={loaded} isToday={day === null} />
                {me && day === null ? <Notices day={loaded} user={me.id} /> : null}
                <Visits
                  day={{ ...loaded, appointments: visitsOf(loaded.appointments, loaded.day, day === null) }}
                />
              </Stack>
            )}
          </Loaded>
        </Stack>
      </PullToRefresh>
    </Page>
  );
}

function Visits({ day }: { day: Day }) {
  const say = useSay();
  const [view, setView] = useState<"list" | "map">("list");
  const visits = day.appointments;
  if (visits.length === 0) return <Empty icon="today" text={say(words.empty)} />;
  return (
    <Stack>
      <Row between>
        <span className="m-faint">{say(words.jobs, { n: visits.length, left: leftOf(visits) })}</span>
        <Segmented
          label={say(words.view)}
          value={view}
          onChange={setView}
          options={[
            { value: "list", label: say(words.list) },
            { value: "map", label: say(words.map) },
          ]}
        />
      </Row>
      {view === "map" ? (
        <Suspense fallback={<Skeleton rows={1} height={360} />}>
          <DayMap visits={visits} />
        </Suspense>
      ) : (
        <Cards visits={visits} day={day.day} />
      )}
    </Stack>
  );
}

/** What is still to do comes first; what is over waits below. */
function Cards({ visits, day }: { visits: VisitBrief[]; day: string }) {
  const say = useSay();
  const open = visits.filter((visit) => visit.next_action !== null);
  const over = visits.filter((visit) => visit.next_action === null);
  const card = (visit: VisitBrief) => <VisitCard key={visit.id} visit={visit} day={day} />;
  return (
    <>
      {open.map(card)}
      {over.length > 0 ? <h2 className="m-over">{say(words.over)}</h2> : null}
      {over.map(card)}
    </>
  );
}
