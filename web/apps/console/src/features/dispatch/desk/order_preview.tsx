import { useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import type { ReactNode } from "react";
import type { WholeOrder } from "./api.ts";
import { CandidatesPanel } from "./candidates_panel.tsx";
import "./desk.css";
import { OPEN_TO_PLAN, OrderActions } from "./order_actions.tsx";
import { PhotoWall } from "./photo_wall.tsx";
import { useWholeOrder } from "./queries.ts";
import { PriorityTag, SlaMark, StateTag, ValueTag, Window } from "./tags.tsx";
import { deskWords as words } from "./words.ts";

/** An order at a glance, beside the list, the board or the map: facts, what to do, who could take it. */
export function OrderDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const say = useSay();
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      mask={false}
      size={Math.min(520, globalThis.innerWidth)}
      title={say(words.preview)}
      className="d-drawer"
      extra={
        id ? (
          <Link to="/orders/$id" params={{ id }}>
            {say(words.open)}
          </Link>
        ) : null
      }
    >
      {id ? <OrderPreview key={id} id={id} /> : null}
    </Drawer>
  );
}

export function OrderPreview({ id }: { id: string }) {
  const whole = useWholeOrder(id);
  return <Loaded query={whole}>{(found) => <Preview whole={found} />}</Loaded>;
}

function Preview({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { order } = whole;
  const visits = whole.appointment ?? [];
  return (
    <div className="d-preview">
      <div className="d-preview__head">
        <div className="d-preview__tags">
          <StateTag state={order.state} />
          <PriorityTag priority={order.priority} />
          <SlaMark order={order} />
        </div>
        <h2>{order.subject}</h2>
        <span className="d-muted">{order.number}</span>
      </div>
      <OrderActions whole={whole} />
      <OrderFacts whole={whole} />
      <PhotoWall ids={(order.photos as string[] | null) ?? []} label={say(words.photos)} />
      {visits.length > 0 ? (
        <ul className="d-visits">
          {visits.map((visit) => (
            <li key={visit.id}>
              <ValueTag object="appointment" field="state" value={visit.state} />
              <strong>{(visit.engineer as { title?: string } | null)?.title}</strong>
              <Window start={visit.planned_start as string} end={visit.planned_end as string} />
            </li>
          ))}
        </ul>
      ) : null}
      {OPEN_TO_PLAN.has(order.state) ? <CandidatesPanel order={order.id} /> : null}
    </div>
  );
}

/** Customer, phone, place, time: the facts a dispatcher reads out. */
export function OrderFacts({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { duration } = useFormats();
  const { order } = whole;
  const phone = order.contact_phone as string | null;
  const facts: [string, ReactNode][] = [
    [say(words.workType), order.work_type?.title ?? "—"],
    [
      say(words.customer),
      <>
        {order.customer?.title ?? (order.contact_name as string)}
        {phone ? (
          <a href={`tel:${phone}`} aria-label={say(words.callNumber, { phone })} className="d-call">
            <Icon name="phone" size={14} /> {phone}
          </a>
        ) : null}
      </>,
    ],
    [say(words.address), [order.area?.title, order.address_text].filter(Boolean).join(" · ") || "—"],
    [say(words.window), <Window key="w" start={order.window_start} end={order.window_end} />],
    [say(words.duration), order.duration ? duration(order.duration) : "—"],
    [say(words.engineer), order.engineers.map((one) => one.title).join(" ") || say(words.nobody)],
    [say(words.description), (order.description as string | null) ?? "—"],
  ];
  return (
    <dl className="d-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
