import { palette } from "@sortie/tokens/palette.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Select } from "antd";
import { useMemo, useState } from "react";
import { Chart } from "../../kit/chart.tsx";
import { cellText, isFigure } from "./report_cells.ts";
import type { Report } from "./reports_api.ts";
import { reportWords as words } from "./words.ts";

const MOST = 60;

/** One figure of the table as columns. */
export function ReportChart({ report, measure }: { report: Report; measure: string }) {
  const say = useSay();
  const formats = useFormats();
  const figures = report.columns.filter((column) => isFigure(column.type));
  const [chosen, setChosen] = useState(measure);
  const column = figures.find((one) => one.key === chosen) ?? figures[0];
  const option = useMemo(() => {
    const groups = report.columns.filter((one) => !isFigure(one.type));
    const rows = report.rows.slice(0, MOST);
    return {
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: unknown) => (column ? cellText(value, column.type, formats) : ""),
      },
      grid: { left: 8, right: 12, top: 16, bottom: 8, containLabel: true },
      xAxis: {
        type: "category",
        data: rows.map((row) => groups.map((one) => cellText(row[one.key], one.type, formats)).join(" · ")),
        axisTick: { show: false },
        axisLabel: { rotate: rows.length > 12 ? 40 : 0 },
      },
      yAxis: { type: "value", splitLine: { lineStyle: { color: palette.line } } },
      series: [
        {
          type: "bar",
          barMaxWidth: 32,
          itemStyle: { borderRadius: [4, 4, 0, 0] },
          data: rows.map((row) => (column ? Number(row[column.key] ?? 0) : 0)),
        },
      ],
    };
  }, [report, column, formats]);
  return (
    <>
      <Select
        className="t-filter"
        aria-label={say(words.measure)}
        value={column?.key}
        onChange={setChosen}
        options={figures.map(({ key, label }) => ({ value: key, label: say(label) }))}
      />
      <Chart option={option} label={column ? say(column.label) : ""} height={380} />
    </>
  );
}
