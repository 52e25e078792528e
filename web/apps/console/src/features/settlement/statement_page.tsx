import { useObject, useRecord } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useParams } from "@tanstack/react-router";
import { Alert, Breadcrumb, Card, Table } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { inputsTold, type StatementLine } from "./lines.ts";
import { Moves } from "./moves.tsx";
import "./settlement.css";
import { settlementWords as words } from "./words.ts";

/** One engineer's month: each job's share and how it came about. */
export function StatementPage() {
  const { id } = useParams({ from: "/settlement/statements/$id" });
  const record = useRecord("statement", id);
  return <Loaded query={record}>{(row) => <Statement row={row} />}</Loaded>;
}

function Statement({ row }: { row: Row }) {
  const say = useSay();
  const { money } = useFormats();
  const object = useObject("statement");
  const state = object?.fields.find((field) => field.name === "state");
  const engineer = row.values.engineer as Reference | null;
  const lines = (row.values.lines ?? []) as StatementLine[];
  return (
    <ConsolePage
      title={`${engineer?.title ?? ""} · ${String(row.values.period)}`}
      note={
        object && state ? <RecordValue field={withStates(object, state)} value={row.values.state} /> : null
      }
      actions={object ? <Moves object={object} row={row} /> : null}
    >
      <Breadcrumb
        items={[
          {
            title: (
              <Link to="/settlement" search={{ tab: "statements" }}>
                {say(words.statements)}
              </Link>
            ),
          },
          { title: String(row.values.number) },
        ]}
      />
      {row.values.dispute ? (
        <Alert type="warning" showIcon title={say(words.dispute)} description={String(row.values.dispute)} />
      ) : null}
      <Card title={`${say(words.lines)} · ${String(row.values.number)}`}>
        <Table<StatementLine>
          className="s-lines"
          size="small"
          rowKey={(line) => lines.indexOf(line)}
          pagination={lines.length > 100 ? { pageSize: 100 } : false}
          scroll={{ x: "max-content" }}
          dataSource={lines}
          columns={[
            {
              key: "order",
              title: say(words.order),
              render: (_v, line) => (
                <Link to="/records/$object/$id" params={{ object: "work_order", id: line.work_order }}>
                  {line.number}
                </Link>
              ),
            },
            { key: "kind", title: say(words.kind), render: (_v, line) => say(line.label) },
            {
              key: "basis",
              title: say(words.basis),
              render: (_v, line) => <span className="s-how">{inputsTold(line.inputs, say).join(" · ")}</span>,
            },
            {
              key: "amount",
              title: say(words.amount),
              align: "right",
              render: (_v, line) => money(line.amount),
            },
          ]}
          summary={() => (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0} colSpan={3}>
                <strong>
                  {say(words.total)}（{say(words.jobs)} {String(Number(row.values.job_count ?? 0))}）
                </strong>
              </Table.Summary.Cell>
              <Table.Summary.Cell index={3} align="right">
                <span className="s-total">{money(String(row.values.total))}</span>
              </Table.Summary.Cell>
            </Table.Summary.Row>
          )}
        />
      </Card>
    </ConsolePage>
  );
}
