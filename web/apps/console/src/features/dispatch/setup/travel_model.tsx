import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Descriptions } from "antd";
import { useMemo } from "react";
import { Chart } from "../../../kit/chart.tsx";
import { travelWords as words } from "./travel_words.ts";

interface Measured {
  mae_s: number;
  mape: number;
}

interface BackTest {
  tested_on: number;
  learned: Measured;
  company: Measured;
  default: Measured;
  by_hour: { hour: number; legs: number; learned_mae_s: number; default_mae_s: number }[];
}

type Basis = "learned" | "company" | "default";

const minutes = (seconds: number): number => Math.round(seconds / 6) / 10;

/** What travel times rest on now, and how far off they are. */
export function TravelModel() {
  const say = useSay();
  const object = useObject("travel_model");
  const list = useRecords("travel_model", { fields: ["*"], sort: "-created_at", limit: 1 });
  const engines = useObject("travel_provider");
  if (!object) return null;
  return (
    <section className="u-travel" aria-label={say(words.modelTitle)}>
      <h2>{say(words.modelTitle)}</h2>
      <Loaded query={{ ...list, data: list.data }}>
        {() => (list.rows[0] ? <Model row={list.rows[0]} /> : <p className="d-muted">{say(words.none)}</p>)}
      </Loaded>
      {engines ? (
        <>
          <h2>{say(words.engines)}</h2>
          <p className="d-muted">{say(words.enginesHelp)}</p>
        </>
      ) : null}
    </section>
  );
}

function Model({ row }: { row: Row }) {
  const say = useSay();
  const language = useLanguage();
  const basis = String(row.values.basis) as Basis;
  const test = (row.values.back_test ?? null) as BackTest | null;
  const off = (one: Measured): string =>
    say(words.errorOf, { min: minutes(one.mae_s), share: Math.round(one.mape * 100) });
  const at = new Date(String(row.values.created_at)).toLocaleString(language);
  return (
    <>
      <Descriptions
        size="small"
        bordered
        column={{ xs: 1, md: 2 }}
        items={[
          { key: "basis", label: say(words.basis), children: say(words[basis]) },
          {
            key: "legs",
            label: say(words.legs),
            children: say(words.legsCount, {
              n: Number(row.values.legs ?? 0),
              out: Number(row.values.left_out ?? 0),
            }),
          },
          ...(test
            ? [
                {
                  key: "error",
                  label: say(words.error, { n: test.tested_on }),
                  children: off(test[basis]),
                },
                { key: "usual", label: say(words.defaultError), children: off(test.default) },
              ]
            : []),
          { key: "at", label: say(words.at), children: at },
        ]}
      />
      {test ? (
        <>
          {basis === "default" ? <p className="d-muted">{say(words.kept)}</p> : null}
          <ByHour test={test} />
          <p className="d-muted">{say(words.testHelp)}</p>
        </>
      ) : (
        <p className="d-muted">{say(words.tooFew)}</p>
      )}
    </>
  );
}

function ByHour({ test }: { test: BackTest }) {
  const say = useSay();
  const option = useMemo(
    () => ({
      tooltip: { trigger: "axis" },
      legend: { top: 0, itemGap: 32 },
      xAxis: { type: "category", data: test.by_hour.map(({ hour }) => `${hour}:00`) },
      yAxis: { type: "value" },
      series: [
        {
          name: say(words.learnedBar),
          type: "bar",
          data: test.by_hour.map((one) => minutes(one.learned_mae_s)),
        },
        {
          name: say(words.defaultBar),
          type: "bar",
          data: test.by_hour.map((one) => minutes(one.default_mae_s)),
        },
      ],
    }),
    [test, say],
  );
  return (
    <>
      <h3>{say(words.byHour)}</h3>
      <Chart option={option} label={say(words.byHour)} height={220} />
    </>
  );
}
