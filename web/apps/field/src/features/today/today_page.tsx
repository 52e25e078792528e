import { useMe, useRecords } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { Card } from "@sortie/ui/card.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh, RefreshButton } from "@sortie/ui/pull_to_refresh.tsx";
import { words } from "./words.ts";

/** Today's visits of the signed-in engineer, in the order of the day. */
export function TodayPage() {
  const say = useSay();
  const me = useMe().data;
  const list = useRecords("appointment", {
    filter: {
      and: [
        { field: "engineer", op: "is_me" },
        { field: "planned_start", op: "today" },
      ],
    },
    sort: "planned_start",
  });
  return (
    <Page
      tabs
      nav={
        <NavBar
          title={say(words.title)}
          note={me ? say(words.hello, { name: me.name }) : null}
          right={<RefreshButton onRefresh={() => list.refetch()} />}
        />
      }
    >
      <PullToRefresh onRefresh={() => list.refetch()}>
        <Loaded query={{ ...list, data: list.data }} rows={4}>
          {() =>
            list.rows.length === 0 ? (
              <Empty icon="today" text={say(words.empty)} />
            ) : (
              <Stack>
                {list.rows.map((row) => (
                  <Visit key={row.id} row={row} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </PullToRefresh>
    </Page>
  );
}

function Visit({ row }: { row: Row }) {
  const { time } = useFormats();
  const order = row.values.work_order as Reference | null;
  const [start, end] = [row.values.planned_start, row.values.planned_end].map((when) =>
    when ? time(String(when)) : "",
  );
  return (
    <Card to={`/records/appointment/${row.id}`} tone="brand" title={order?.title ?? row.id.slice(0, 8)}>
      {start} – {end}
    </Card>
  );
}
