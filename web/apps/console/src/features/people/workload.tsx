import { get } from "@sortie/client/transport.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Empty, Segmented, Table } from "antd";
import { useState } from "react";
import "./people.css";
import { apart, hours, type Load, type Workload as Shape } from "./loads.ts";
import { peopleWords as words } from "./words.ts";

const SPANS = [1, 4, 12];

/** Who carried how much over the last weeks, beside the median of all. */
export function Workload() {
  const say = useSay();
  const { date } = useFormats();
  const [weeks, setWeeks] = useState(4);
  const found = useQuery({
    queryKey: ["people", "workload", weeks],
    queryFn: ({ signal }) => get<Shape>("/api/v1/people/workload", { weeks }, signal),
    placeholderData: (before) => before,
  });
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const { data } = found;
  const median = data?.median;
  const most = Math.max(1, ...(data?.people ?? []).flatMap((one) => one.weeks.map((week) => week.worked_s)));
  const figure = (key: keyof Load, title: string, show: (value: number) => string) => ({
    key,
    title,
    align: "right" as const,
    sorter: (a: Shape["people"][number], b: Shape["people"][number]) => a.total[key] - b.total[key],
    render: (_v: unknown, one: Shape["people"][number]) => (
      <>
        {show(one.total[key])}{" "}
        <span className="c-page__note">{apart(one.total[key], median?.[key] ?? 0)}</span>
      </>
    ),
  });
  return (
    <>
      <div className="p-filters">
        <Segmented
          aria-label={say(words.span)}
          value={weeks}
          onChange={setWeeks}
          options={SPANS.map((count) => ({ value: count, label: say(words.weeks, { count }) }))}
        />
        {data && median ? (
          <span className="c-page__note">
            {say(words.since, { day: date(data.start) })} ·{" "}
            {say(words.median, {
              worked: hours(median.worked_s),
              jobs: median.jobs,
              km: Math.round(median.travel_m / 1000),
            })}
          </span>
        ) : null}
      </div>
      <Table
        rowKey="user"
        size="middle"
        loading={found.isPending}
        dataSource={data?.people ?? []}
        pagination={(data?.people.length ?? 0) > 50 ? { pageSize: 50, showSizeChanger: false } : false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} /> }}
        columns={[
          { key: "name", title: say(words.person), render: (_v, one) => one.name },
          figure("worked_s", say(words.worked), hours),
          figure("planned_s", say(words.planned), hours),
          figure("jobs", say(words.jobs), String),
          figure("travel_m", say(words.km), (metres) => String(Math.round(metres / 1000))),
          {
            key: "weeks",
            title: say(words.byWeek),
            render: (_v, one) => (
              <span
                className="p-bars"
                role="img"
                aria-label={one.weeks.map((week) => hours(week.worked_s)).join(", ")}
              >
                {one.weeks.map((week, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a week is its place
                  <i key={at} style={{ height: `${Math.round((week.worked_s / most) * 28) + 1}px` }} />
                ))}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}
