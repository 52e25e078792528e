import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Card } from "antd";
import type { ReactNode } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import { Tabs } from "../../../kit/tabs.tsx";
import type { WholeOrder } from "../desk/api.ts";
import { CandidatesPanel } from "../desk/candidates_panel.tsx";
import "../desk/desk.css";
import { OPEN_TO_PLAN, OrderActions } from "../desk/order_actions.tsx";
import { useWholeOrder } from "../desk/queries.ts";
import { PriorityTag, StateTag } from "../desk/tags.tsx";
import { AcceptanceTab } from "./acceptance_tab.tsx";
import { DecisionTab } from "./decision_tab.tsx";
import { LinesTab } from "./lines_tab.tsx";
import { NotesTab } from "./notes_tab.tsx";
import "./orders.css";
import { OverviewTab } from "./overview_tab.tsx";
import { SlaClocks } from "./sla_clocks.tsx";
import { StepsTab } from "./steps_tab.tsx";
import { TimelineTab } from "./timeline_tab.tsx";
import { TransferCard } from "./transfer_card.tsx";
import { VisitsTab } from "./visits_tab.tsx";
import { orderWords as words } from "./words.ts";

/** One order, whole: where it stands, what can be done, everything that happened. */
export function OrderPage() {
  const { id } = useParams({ from: "/orders/$id" });
  const whole = useWholeOrder(id);
  return <Loaded query={whole}>{(found) => <Page key={id} whole={found} />}</Loaded>;
}

function Page({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const navigate = useNavigate({ from: "/orders/$id" });
  const { tab } = useSearch({ from: "/orders/$id" });
  const { order } = whole;
  const asks = (whole.transfer ?? []).filter((one) => one.state === "submitted");
  const open = OPEN_TO_PLAN.has(order.state);
  const show = (next: string): void => void navigate({ search: { tab: next }, replace: true });
  const tabs: [string, string, ReactNode][] = [
    ...(open
      ? [
          ["assign", say(words.candidates), <CandidatesPanel key="a" order={order.id} />] as [
            string,
            string,
            ReactNode,
          ],
        ]
      : []),
    ["overview", say(words.overview), <OverviewTab key="o" whole={whole} />],
    ["visits", counted(say(words.visits), whole.appointment), <VisitsTab key="v" whole={whole} />],
    ["steps", say(words.steps), <StepsTab key="s" whole={whole} />],
    ["lines", counted(say(words.lines), whole.work_order_line), <LinesTab key="l" whole={whole} />],
    ...(whole.dispatch_decision
      ? [
          ["decision", say(words.decision), <DecisionTab key="d" whole={whole} />] as [
            string,
            string,
            ReactNode,
          ],
        ]
      : []),
    ["acceptance", say(words.acceptance), <AcceptanceTab key="c" whole={whole} />],
    ["notes", say(words.notes), <NotesTab key="n" order={order.id} />],
    ["timeline", say(words.timeline), <TimelineTab key="t" order={order.id} />],
  ];
  return (
    <ConsolePage
      title={order.subject}
      note={
        <span className="o-note">
          {order.number}
          <StateTag state={order.state} />
          <PriorityTag priority={order.priority} />
          {Number(order.rework_count) > 0 ? say(words.reworks, { n: Number(order.rework_count) }) : null}
        </span>
      }
      actions={<PageActions whole={whole} onAssign={() => show("assign")} />}
    >
      <SlaClocks whole={whole} />
      {asks.map((transfer) => (
        <TransferCard key={transfer.id} transfer={transfer} />
      ))}
      <Card className="o-card">
        <Tabs
          activeKey={tabs.some(([key]) => key === tab) ? (tab ?? "overview") : "overview"}
          onChange={show}
          destroyOnHidden
          items={tabs.map(([key, label, children]) => ({ key, label, children }))}
        />
      </Card>
    </ConsolePage>
  );
}

function counted(label: string, rows: unknown[] | undefined): string {
  return rows && rows.length > 0 ? `${label} ${rows.length}` : label;
}

function PageActions({ whole, onAssign }: { whole: WholeOrder; onAssign: () => void }) {
  const say = useSay();
  const lang = useLanguage();
  const object = useObject("work_order");
  const { order } = whole;
  const frozen = order.state === "archived" || order.state === "cancelled";
  return (
    <>
      <OrderActions whole={whole} onAssign={onAssign} />
      {object && may(object, "update") && !frozen ? (
        <Link to="/records/$object/$id/edit" params={{ object: "work_order", id: order.id }}>
          <Button tabIndex={-1}>{say(words.edit)}</Button>
        </Link>
      ) : null}
      {order.archived_at ? (
        <Button href={`/api/v1/dispatch/orders/${order.id}/archive.pdf?lang=${lang}`} download>
          {say(words.archive)}
        </Button>
      ) : null}
    </>
  );
}
