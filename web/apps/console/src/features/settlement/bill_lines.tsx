import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Table } from "antd";
import { type BillLine, inputsTold } from "./lines.ts";
import { settlementWords as words } from "./words.ts";

/** The lines of a bill, each with what it was worked out from. */
export function BillLines({ lines, total }: { lines: BillLine[]; total: string }) {
  const say = useSay();
  const { money, number } = useFormats();
  return (
    <Table<BillLine>
      className="s-lines"
      size="small"
      rowKey={(line) => lines.indexOf(line)}
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={lines}
      columns={[
        {
          key: "item",
          title: say(words.item),
          render: (_v, line) => (
            <>
              <div>{say(line.label)}</div>
              <div className="s-how">{inputsTold(line.inputs, say).join(" · ")}</div>
            </>
          ),
        },
        {
          key: "quantity",
          title: say(words.quantity),
          align: "right",
          render: (_v, line) => `${number(line.quantity)} ${line.unit}`,
        },
        { key: "price", title: say(words.price), align: "right", render: (_v, line) => money(line.price) },
        { key: "amount", title: say(words.amount), align: "right", render: (_v, line) => money(line.amount) },
      ]}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0} colSpan={3}>
            <strong>{say(words.total)}</strong>
          </Table.Summary.Cell>
          <Table.Summary.Cell index={3} align="right">
            <span className="s-total">{money(total)}</span>
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  );
}
