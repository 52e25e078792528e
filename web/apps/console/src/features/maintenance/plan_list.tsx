import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Table } from "antd";
import { maintenanceWords as words } from "./words.ts";

const COLUMNS = ["customer", "site", "work_type"];
const FIELDS = [
  ...["name", "kind", "every", "unit", "meter", "meter_every", "low", "high", "state", "problem"],
  ...COLUMNS,
];

/** Every plan the reader may see, with its rule in words. */
export function PlanList() {
  const say = useSay();
  const object = useObject("maintenance_plan");
  const list = useRecords("maintenance_plan", { fields: FIELDS, sort: "name", limit: 50 });
  if (!object) return null;
  const column = (name: string) => {
    const raw = object.fields.find((field) => field.name === name);
    if (!raw) return [];
    const field = withStates(object, raw);
    return [
      {
        key: name,
        title: say(field.label),
        render: (_v: unknown, row: Row) => <RecordValue field={field} value={row.values[name]} brief />,
      },
    ];
  };
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() => (
        <Table<Row>
          rowKey="id"
          size="middle"
          dataSource={list.rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={
                  <>
                    {say(words.none)}
                    <br />
                    {say(words.noneHelp)}
                  </>
                }
              />
            ),
          }}
          columns={[
            {
              key: "name",
              title: say(words.name),
              render: (_v: unknown, row: Row) => (
                <>
                  <Link to="/maintenance/plans/$id" params={{ id: row.id }}>
                    {String(row.values.name)}
                  </Link>
                  {row.values.problem ? (
                    <div className="m-problem">{say(words.problem, { why: String(row.values.problem) })}</div>
                  ) : null}
                </>
              ),
            },
            {
              key: "rule",
              title: say(words.when),
              render: (_v: unknown, row: Row) => <RuleText object={object} row={row} />,
            },
            ...COLUMNS.flatMap(column),
            ...column("state"),
          ]}
          footer={
            list.hasNextPage
              ? () => (
                  <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {say(words.more)}
                  </Button>
                )
              : undefined
          }
        />
      )}
    </Loaded>
  );
}

const plain = (value: unknown): string =>
  value === null || value === undefined ? "…" : String(Number(value));

function RuleText({ object, row }: { object: ObjectMeta; row: Row }) {
  const say = useSay();
  const { kind, every, unit, meter, meter_every, low, high } = row.values;
  if (kind === "meter")
    return say(words.meterText, { meter: String(meter ?? ""), every: plain(meter_every) });
  if (kind === "condition")
    return say(words.conditionText, { meter: String(meter ?? ""), low: plain(low), high: plain(high) });
  const units = object.fields.find((field) => field.name === "unit")?.options.choices ?? [];
  const label = units.find(({ value }) => value === unit)?.label;
  return say(words.everyText, { every: plain(every), unit: label ? say(label) : "" });
}
