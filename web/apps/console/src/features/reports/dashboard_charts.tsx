import { palette } from "@sortie/tokens/palette.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { dayOf } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import type { UseQueryResult } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Card, Empty, Skeleton } from "antd";
import { type ReactNode, useMemo } from "react";
import { Chart } from "../../kit/chart.tsx";
import { type Leaf, listSearch } from "../../kit/list_link.ts";
import { daysUpTo, finishedLately, namedCounts, openOrders, perDay } from "./figures.ts";
import { useGroups } from "./queries.ts";
import { dashboardWords as words } from "./words.ts";

const DAYS = 30;
const MOST = 12;

/** A chart's card while it comes, when it failed, when there is nothing, when there is something. */
function ChartCard({
  title,
  query,
  empty,
  wide,
  children,
}: {
  title: string;
  query: UseQueryResult<unknown>;
  empty: boolean;
  wide?: boolean;
  children: ReactNode;
}) {
  const say = useSay();
  const body = query.isPending ? (
    <Skeleton active paragraph={{ rows: 5 }} />
  ) : query.isError ? (
    <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  ) : empty ? (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
  ) : (
    children
  );
  return (
    <Card title={title} className={wide ? "d-wide" : ""}>
      {body}
    </Card>
  );
}

export function TrendCard() {
  const say = useSay();
  const made = useGroups("work_order", [{ field: "created_at", op: "last_days", value: DAYS }], {
    group: [{ path: "created_at", bucket: "day" }],
  });
  const done = useGroups("work_order", finishedLately, { group: [{ path: "finished_at", bucket: "day" }] });
  const option = useMemo(() => {
    const days = daysUpTo(dayOf(new Date()), DAYS);
    const line = (name: string, values: number[]) => ({
      name,
      type: "line",
      smooth: true,
      showSymbol: false,
      data: values,
    });
    return {
      tooltip: { trigger: "axis" },
      legend: { top: 0, right: 0, icon: "roundRect", itemHeight: 8 },
      xAxis: { type: "category", data: days.map((day) => day.slice(5)), axisTick: { show: false } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
      series: [
        { ...line(say(words.created), perDay(made.data ?? [], days)), areaStyle: { opacity: 0.12 } },
        line(say(words.finished), perDay(done.data ?? [], days)),
      ],
    };
  }, [made.data, done.data, say]);
  return (
    <ChartCard title={say(words.trend)} query={made} empty={false} wide>
      <Chart option={option} label={say(words.trend)} height={260} />
    </ChartCard>
  );
}

interface BarsProps {
  title: string;
  query: ReturnType<typeof useGroups>;
  /** The list behind one bar. */
  leavesOf: (key: unknown) => Leaf[];
  object: string;
}

function Bars({ title, query, leavesOf, object }: BarsProps) {
  const say = useSay();
  const navigate = useNavigate();
  const bars = useMemo(
    () =>
      namedCounts(query.data ?? [], say(words.unset))
        .slice(0, MOST)
        .reverse(),
    [query.data, say],
  );
  const option = useMemo(
    () => ({
      tooltip: {},
      grid: { left: 4, right: 28, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: palette.line } } },
      yAxis: {
        type: "category",
        data: bars.map(({ name }) => name),
        axisTick: { show: false },
        axisLabel: { width: 110, overflow: "truncate" },
      },
      series: [
        {
          type: "bar",
          barMaxWidth: 18,
          itemStyle: { borderRadius: [0, 4, 4, 0] },
          label: { show: true, position: "right" },
          data: bars.map(({ count }) => count),
        },
      ],
    }),
    [bars],
  );
  return (
    <ChartCard title={title} query={query} empty={bars.length === 0}>
      <Chart
        option={option}
        label={title}
        height={Math.max(150, bars.length * 30 + 40)}
        onPick={(index) =>
          void navigate({
            to: "/records/$object",
            params: { object },
            search: listSearch(leavesOf(bars[index]?.key)),
          })
        }
      />
    </ChartCard>
  );
}

export function BreakdownCard({ field, title }: { field: string; title: string }) {
  const groups = useGroups("work_order", openOrders, { group: [{ path: field }] });
  return (
    <Bars
      title={title}
      query={groups}
      object="work_order"
      leavesOf={(key) => [...openOrders, key ? { field, op: "eq", value: key } : { field, op: "is_null" }]}
    />
  );
}

const LIVE_VISITS: Leaf[] = [
  { field: "planned_start", op: "today" },
  { field: "state", op: "not_in", value: ["declined", "no_show", "cancelled"] },
];

export function LoadCard() {
  const say = useSay();
  const groups = useGroups("appointment", LIVE_VISITS, { group: [{ path: "engineer" }] });
  return (
    <Bars
      title={say(words.load)}
      query={groups}
      object="appointment"
      leavesOf={(key) => [...LIVE_VISITS, { field: "engineer", op: "eq", value: key }]}
    />
  );
}
