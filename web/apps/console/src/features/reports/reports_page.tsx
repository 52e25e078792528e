import { dayOf } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Card, DatePicker, Empty, Segmented, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { ReportChart } from "./report_chart.tsx";
import { ReportTable } from "./report_table.tsx";
import "./reports.css";
import { type Asked, downloadUrl, fetchReport, type ReportName, reports } from "./reports_api.ts";
import { reportWords as words } from "./words.ts";

const names = Object.keys(reports) as ReportName[];
const DAY = "YYYY-MM-DD";
/** The company's today: the browser may be in another zone. */
const today = (): Dayjs => dayjs(dayOf(new Date()));

const fresh = (name: ReportName): Asked => ({
  name,
  start: today().subtract(29, "day").format(DAY),
  end: today().format(DAY),
  groups: [reports[name].group],
  filters: {},
});

/** Three tables over the days one chooses: grouped, narrowed, summed, drawn, taken away as a file. */
export function ReportsPage() {
  const say = useSay();
  const [asked, setAsked] = useState<Asked>(() => fresh("work-orders"));
  const [shown, setShown] = useState<"table" | "chart">("table");
  const report = useQuery({
    queryKey: ["report", asked],
    queryFn: ({ signal }) => fetchReport(asked, signal),
    placeholderData: keepPreviousData,
    meta: { watches: ["work_order", "appointment"] },
  });
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        <>
          <Button href={downloadUrl(asked, "xlsx")} download>
            {say(words.xlsx)}
          </Button>
          <Button href={downloadUrl(asked, "csv")} download>
            {say(words.csv)}
          </Button>
        </>
      }
    >
      <Tabs
        activeKey={asked.name}
        onChange={(name) => setAsked({ ...fresh(name as ReportName), start: asked.start, end: asked.end })}
        items={names.map((name) => ({ key: name, label: say(reports[name].label) }))}
      />
      <Asking
        asked={asked}
        groups={report.data?.groups ?? []}
        shown={shown}
        onShown={setShown}
        onChange={(change) => setAsked({ ...asked, ...change })}
      />
      <Card className="t-card">
        <Loaded query={report} rows={8}>
          {(found) =>
            found.rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
            ) : shown === "table" ? (
              <ReportTable report={found} loading={report.isFetching} />
            ) : (
              <ReportChart report={found} measure={reports[asked.name].measure} />
            )
          }
        </Loaded>
      </Card>
    </ConsolePage>
  );
}

interface AskingProps {
  asked: Asked;
  groups: { key: string; label: { zh: string; en: string } }[];
  shown: "table" | "chart";
  onShown: (next: "table" | "chart") => void;
  onChange: (change: Partial<Asked>) => void;
}

function Asking({ asked, groups, shown, onShown, onChange }: AskingProps) {
  const say = useSay();
  const presets = [
    { label: say(words.last7), value: [today().subtract(6, "day"), today()] },
    { label: say(words.last30), value: [today().subtract(29, "day"), today()] },
    { label: say(words.last90), value: [today().subtract(89, "day"), today()] },
    { label: say(words.thisMonth), value: [today().startOf("month"), today()] },
    {
      label: say(words.lastMonth),
      value: [today().subtract(1, "month").startOf("month"), today().subtract(1, "month").endOf("month")],
    },
  ] as { label: string; value: [Dayjs, Dayjs] }[];
  return (
    <div className="c-bar">
      <DatePicker.RangePicker
        aria-label={say(words.range)}
        allowClear={false}
        value={[dayjs(asked.start), dayjs(asked.end)]}
        presets={presets}
        onChange={(range) => {
          if (range?.[0] && range[1]) onChange({ start: range[0].format(DAY), end: range[1].format(DAY) });
        }}
      />
      <Select
        className="t-groups"
        mode="multiple"
        maxCount={3}
        aria-label={say(words.group)}
        placeholder={say(words.group)}
        value={groups.length > 0 ? asked.groups : []}
        options={groups.map(({ key, label }) => ({ value: key, label: say(label) }))}
        onChange={(next: string[]) => (next.length > 0 ? onChange({ groups: next }) : undefined)}
      />
      {reports[asked.name].filters.map(({ field, object, label }) => (
        <RefSelect
          key={`${asked.name}.${field}`}
          className="t-filter"
          object={object}
          label={say(label)}
          multiple
          value={asked.filters[field] ?? []}
          onChange={(ids) => onChange({ filters: { ...asked.filters, [field]: ids } })}
        />
      ))}
      <Segmented
        value={shown}
        onChange={onShown}
        options={[
          { value: "table" as const, label: say(words.table) },
          { value: "chart" as const, label: say(words.chart) },
        ]}
      />
    </div>
  );
}
