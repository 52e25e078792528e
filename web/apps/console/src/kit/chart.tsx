import { palette, series } from "@sortie/tokens/palette.ts";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef } from "react";

export interface ChartProps {
  option: EChartsCoreOption;
  /** What the picture shows, for who can't see it. */
  label: string;
  height?: number;
  /** The clicked column's or slice's index. */
  onPick?: (index: number) => void;
}

const base: EChartsCoreOption = {
  color: [...series],
  textStyle: { fontFamily: "inherit", color: palette.ink2 },
  grid: { left: 8, right: 12, top: 28, bottom: 4, containLabel: true },
  animationDuration: 250,
};

/** One ECharts picture; the engine is fetched with the first of them. */
export function Chart({ option, label, height = 240, onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const latest = useRef({ option, onPick });
  latest.current = { option, onPick };

  useEffect(() => {
    const node = place.current;
    if (!node) return;
    let gone = false;
    const watch = new ResizeObserver(() => chart.current?.resize());
    void import("./chart_engine.ts").then(({ init }) => {
      if (gone) return;
      const made = init(node, null, { renderer: "svg" });
      made.setOption({ ...base, ...latest.current.option });
      made.on("click", ({ dataIndex }) => latest.current.onPick?.(dataIndex as number));
      chart.current = made;
      watch.observe(node);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption({ ...base, ...option }, { notMerge: true });
  }, [option]);

  return <div ref={place} role="img" aria-label={label} style={{ height, width: "100%" }} />;
}
