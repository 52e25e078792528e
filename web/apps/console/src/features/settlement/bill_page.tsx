import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecord } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { post } from "@sortie/client/transport.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useParams } from "@tanstack/react-router";
import { Breadcrumb, Button, Card, Descriptions } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { BillLines } from "./bill_lines.tsx";
import { type BillLine, type Explanation, workMinutes } from "./lines.ts";
import { Moves } from "./moves.tsx";
import "./settlement.css";
import { settlementWords as words } from "./words.ts";

/** One bill: its lines, how each was priced, what can be done with it. */
export function BillPage() {
  const { id } = useParams({ from: "/settlement/bills/$id" });
  const record = useRecord("bill", id);
  return <Loaded query={record}>{(row) => <Bill row={row} />}</Loaded>;
}

function Bill({ row }: { row: Row }) {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const object = useObject("bill");
  const state = object?.fields.find((field) => field.name === "state");
  const order = row.values.work_order as Reference | null;
  const customer = row.values.customer as Reference | null;
  const reverses = row.values.reverses as Reference | null;
  const again = (): void =>
    void run((key) => post(`/api/v1/settlement/orders/${order?.id}/bill`, undefined, { key }), {
      done: say(words.billed),
      objects: ["bill", "work_order"],
    });
  return (
    <ConsolePage
      title={String(row.values.number)}
      note={
        object && state ? <RecordValue field={withStates(object, state)} value={row.values.state} /> : null
      }
      actions={
        object ? (
          <>
            <Moves object={object} row={row} />
            {row.values.state === "reversed" && order && may(object, "command:issue") ? (
              <Button loading={busy} onClick={again}>
                {say(words.billAgain)}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <Breadcrumb
        items={[
          { title: <Link to="/settlement">{say(words.bills)}</Link> },
          { title: String(row.values.number) },
        ]}
      />
      <div className="s-two">
        <Card title={say(words.lines)}>
          <BillLines lines={(row.values.lines ?? []) as BillLine[]} total={String(row.values.total)} />
        </Card>
        <Card title={say(words.how)}>
          <Descriptions
            column={1}
            size="small"
            items={[
              {
                key: "order",
                label: say(words.order),
                children: order ? (
                  <Link to="/records/$object/$id" params={{ object: "work_order", id: order.id }}>
                    {order.title}
                  </Link>
                ) : (
                  "—"
                ),
              },
              { key: "customer", label: say(words.customer), children: customer?.title ?? "—" },
              ...(reverses
                ? [
                    {
                      key: "reverses",
                      label: say(words.reverses),
                      children: (
                        <Link to="/settlement/bills/$id" params={{ id: reverses.id }}>
                          {reverses.title}
                        </Link>
                      ),
                    },
                  ]
                : []),
              ...(row.values.paid_at
                ? [{ key: "paid", label: say(words.paidAt), children: moment(String(row.values.paid_at)) }]
                : []),
              ...useTold(row.values.explanation as Explanation | null),
            ]}
          />
        </Card>
      </div>
    </ConsolePage>
  );
}

/** The rule and the facts behind a price, as label and value. */
export function useTold(explanation: Explanation | null) {
  const say = useSay();
  const { distance } = useFormats();
  if (!explanation) return [];
  const { rule, facts = {} } = explanation;
  const yes = (value: boolean | undefined): string => say(value ? words.yes : words.no);
  const told = rule?.fall_back
    ? say(words.fallBack)
    : rule
      ? say(words.ruleUsed, { name: rule.name ?? "", revision: rule.revision ?? 1 })
      : "—";
  return [
    { key: "rule", label: say(words.rule), children: told },
    { key: "work", label: say(words.workTime), children: `${workMinutes(facts.work)} ${say(words.min)}` },
    { key: "distance", label: say(words.distance), children: distance(facts.distance_m ?? 0) },
    { key: "warranty", label: say(words.inWarranty), children: yes(facts.in_warranty) },
    { key: "contract", label: say(words.inContract), children: yes(facts.in_contract) },
    { key: "rework", label: say(words.isRework), children: yes(facts.is_rework) },
    { key: "engineer", label: say(words.engineerLevel), children: facts.engineer_level ?? "—" },
  ];
}
