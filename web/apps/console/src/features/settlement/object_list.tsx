import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useRecords } from "@sortie/client/queries.ts";
import { type FilterTree, type Row, records } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Segmented, Table } from "antd";
import { useState } from "react";
import { specialPage } from "../../kit/special_pages.ts";
import { settlementWords as words } from "./words.ts";

interface ObjectListProps {
  object: ObjectMeta;
  columns: string[];
  sort: string;
  /** The money field to sum up; none without. */
  sum?: string;
}

/** One settlement object as a table, narrowed by state, with the sum of what is shown. */
export function ObjectList({ object, columns, sort, sum }: ObjectListProps) {
  const say = useSay();
  const { money } = useFormats();
  const [state, setState] = useState("");
  const filter: FilterTree | null = state ? { field: "state", op: "eq", value: state } : null;
  const list = useRecords(object.name, { filter, sort, fields: columns, limit: 50 });
  const total = useQuery({
    queryKey: ["records", object.name, "sum", sum, filter],
    queryFn: ({ signal }) =>
      records.aggregate(
        object.name,
        { filter, aggregates: [{ function: "sum", path: sum ?? "*", name: "sum" }] },
        signal,
      ),
    enabled: sum !== undefined,
  });
  const added = total.data?.[0]?.values.sum;
  if (list.isError && list.rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <>
      <div className="c-bar">
        {object.machine ? (
          <Segmented
            value={state}
            onChange={setState}
            options={[
              { value: "", label: say(words.all) },
              ...object.machine.states.map(({ name, label }) => ({ value: name, label: say(label) })),
            ]}
          />
        ) : null}
        {added ? <strong>{say(words.sum, { total: money(String(added)) })}</strong> : null}
      </div>
      <Table<Row>
        rowKey="id"
        size="middle"
        loading={list.isPending}
        dataSource={list.rows}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />,
        }}
        columns={columns.flatMap((name, index) => {
          const raw = object.fields.find((field) => field.name === name);
          if (!raw) return [];
          const field = withStates(object, raw);
          return [
            {
              key: name,
              title: say(field.label),
              align: ["currency", "number"].includes(field.type) ? ("right" as const) : ("left" as const),
              render: (_v: unknown, row: Row) => {
                const shown = (
                  <RecordValue
                    field={field}
                    value={row.values[name]}
                    brief
                    masked={row.masked.includes(name)}
                  />
                );
                const page = index === 0 ? specialPage(object.name, row.id) : null;
                return page ? <Link to={page}>{shown}</Link> : shown;
              },
            },
          ];
        })}
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
    </>
  );
}
