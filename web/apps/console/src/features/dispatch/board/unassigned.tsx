import { useDraggable } from "@dnd-kit/core";
import { useRecords } from "@sortie/client/queries.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Empty, Input } from "antd";
import { useMemo, useState } from "react";
import { BRIEF_FIELDS, type OrderBrief } from "../desk/api.ts";
import { MorePages } from "../desk/more_pages.tsx";
import { OPEN_TO_PLAN } from "../desk/order_actions.tsx";
import { briefOf, useCounts } from "../desk/queries.ts";
import { PriorityTag, SlaMark, Window } from "../desk/tags.tsx";
import { boardWords as words } from "./words.ts";

const PAGE = 50;

interface UnassignedProps {
  area: string | null;
  open: string | null;
  onOpen: (id: string) => void;
}

/** What waits for somebody, most urgent first. */
export function Unassigned({ area, open, onOpen }: UnassignedProps) {
  const say = useSay();
  const [q, setQ] = useState("");
  const counts = useCounts();
  const list = useRecords("work_order", {
    filter: {
      and: [
        { field: "state", op: "in", value: [...OPEN_TO_PLAN] },
        ...(area ? [{ field: "area", op: "eq", value: area }] : []),
      ],
    },
    sort: "arrive_due",
    fields: BRIEF_FIELDS,
    q,
    limit: PAGE,
  });
  const rows = useMemo(() => list.rows.map(briefOf), [list.rows]);
  const count = [...OPEN_TO_PLAN].reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return (
    <aside className="b-unassigned" aria-label={say(words.unassigned, { count })}>
      <h2>{say(words.unassigned, { count })}</h2>
      <Input.Search
        allowClear
        placeholder={say(words.findOrder)}
        aria-label={say(words.findOrder)}
        onSearch={setQ}
      />
      {list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : null}
      {list.isPending ? <Skeleton rows={5} /> : null}
      {!list.isPending && !list.isError && rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
      ) : null}
      <div className="b-unassigned__list">
        {rows.map((order) => (
          <Waiting key={order.id} order={order} on={order.id === open} onOpen={() => onOpen(order.id)} />
        ))}
        {list.hasNextPage ? <MorePages list={list} /> : null}
      </div>
    </aside>
  );
}

function Waiting({ order, on, onOpen }: { order: OrderBrief; on: boolean; onOpen: () => void }) {
  const { duration } = useFormats();
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: `order-${order.id}`,
    data: { kind: "order", order },
  });
  return (
    <button
      ref={setNodeRef}
      type="button"
      {...listeners}
      {...attributes}
      className={`b-waiting${on ? " b-waiting--on" : ""}${order.sla_state === "breached" ? " b-waiting--late" : ""}`}
      style={{ opacity: isDragging ? 0.4 : 1 }}
      onClick={onOpen}
    >
      <strong>{order.subject}</strong>
      <PriorityTag priority={order.priority} />
      <span className="b-waiting__line">
        <Window start={order.window_start} end={order.window_end} />
        {order.duration ? <span>{duration(order.duration)}</span> : null}
      </span>
      <span className="b-waiting__line">{order.area?.title ?? order.address_text}</span>
      <SlaMark order={order} />
    </button>
  );
}
