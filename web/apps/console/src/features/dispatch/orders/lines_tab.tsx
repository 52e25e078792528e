import type { Reference } from "@sortie/client/records.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Empty, Table } from "antd";
import type { Values, WholeOrder } from "../desk/api.ts";
import { ValueTag } from "../desk/tags.tsx";
import { billableTotal, lineSum } from "./line_sums.ts";
import { orderWords as words } from "./words.ts";

/** Parts and services; what the customer pays is the bill's, made at review. */
export function LinesTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { money, number } = useFormats();
  const lines = whole.work_order_line ?? [];
  const priced = lines.some((line) => "price" in line);
  const amount = whole.order.amount as string | null | undefined;
  return (
    <div className="o-lines">
      <Table<Values>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={lines}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noLines)} />,
        }}
        columns={[
          {
            key: "kind",
            title: say(words.kind),
            render: (_, line) => <ValueTag object="work_order_line" field="kind" value={line.kind} />,
          },
          { key: "name", title: say(words.name), render: (_, line) => String(line.name) },
          {
            key: "quantity",
            title: say(words.quantity),
            align: "right",
            render: (_, line) => `${number(String(line.quantity))} ${line.unit ?? ""}`,
          },
          ...(priced
            ? [
                {
                  key: "price",
                  title: say(words.price),
                  align: "right" as const,
                  render: (_: unknown, line: Values) => money(String(line.price ?? "0")),
                },
                {
                  key: "sum",
                  title: say(words.sum),
                  align: "right" as const,
                  render: (_: unknown, line: Values) => money(lineSum(line)),
                },
              ]
            : []),
          {
            key: "billable",
            title: say(words.billable),
            render: (_, line) => say(line.billable ? words.billable : words.free),
          },
        ]}
      />
      {priced && lines.length > 0 ? (
        <p className="o-total">
          {say(words.total)} <strong>{money(billableTotal(lines))}</strong>
        </p>
      ) : null}
      {amount ? (
        <p className="o-total">
          {say(words.amount)} <strong>{money(amount)}</strong>
        </p>
      ) : null}
      {(whole.bill ?? []).map((bill) => (
        <p key={bill.id} className="o-total">
          <Link to="/records/$object/$id" params={{ object: "bill", id: bill.id }}>
            {say(words.bill)} {String(bill.number ?? (bill.work_order as Reference | null)?.title ?? "")}
          </Link>{" "}
          <ValueTag object="bill" field="state" value={bill.state} />
        </p>
      ))}
    </div>
  );
}
