import { useRecords } from "@sortie/client/queries.ts";
import { useSurroundings } from "@sortie/map/surroundings.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { dayOf } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { momentAt } from "@sortie/ui/zone_time.ts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Empty, Select } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import { BRIEF_FIELDS, type OrderBrief } from "../desk/api.ts";
import "../desk/desk.css";
import { OrderDrawer } from "../desk/order_preview.tsx";
import { briefOf, useBoard } from "../desk/queries.ts";
import { PriorityTag, SlaMark, StateTag } from "../desk/tags.tsx";
import "./map.css";
import { mapWords as words } from "./words.ts";

const DeskMap = lazy(() => import("./desk_map.tsx"));
const MANY = 200;
const DAY_MS = 86_400_000;
const ON_MAP = [
  "in_review",
  "pending_dispatch",
  "in_pool",
  "rework",
  "cannot_complete",
  "dispatched",
  "in_progress",
  "on_hold",
];

/** Today's open orders and people, where they are, beside the same orders as a list. */
export function MapPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/map" });
  const search = useSearch({ from: "/map" });
  const [lit, setLit] = useState<string | null>(null);
  const [day] = useState(() => dayOf(new Date()));
  const start = momentAt(`${day}T00:00`);
  const board = useBoard(start, new Date(Date.parse(start) + DAY_MS).toISOString(), search.area ?? null);
  const orders = useRecords("work_order", {
    filter: {
      and: [
        { field: "state", op: "in", value: ON_MAP },
        ...(search.area ? [{ field: "area", op: "eq", value: search.area }] : []),
      ],
    },
    sort: "finish_due",
    fields: BRIEF_FIELDS,
    limit: MANY,
  });
  const areas = useSurroundings();
  const rows = useMemo(() => orders.rows.map(briefOf), [orders.rows]);
  const open = (id: string | null): void =>
    void navigate({ search: (before) => ({ ...before, open: id ?? undefined }), replace: true });
  const unplaced = rows.filter((row) => !row.location).length;
  return (
    <ConsolePage
      title={say(words.title)}
      note={`${say(words.orders, { count: rows.length })} · ${say(words.engineers, {
        count: board.data?.engineers.filter((one) => one.position).length ?? 0,
      })}`}
      actions={
        <Select
          className="m-area"
          allowClear
          aria-label={say(words.allAreas)}
          placeholder={say(words.allAreas)}
          value={search.area ?? null}
          options={areas.rows.map((row) => ({ value: row.id, label: String(row.values.name ?? "") }))}
          onChange={(area) =>
            void navigate({ search: (before) => ({ ...before, area: area ?? undefined }), replace: true })
          }
        />
      }
    >
      {board.isError && !board.data ? (
        <ErrorState error={board.error} onRetry={() => void board.refetch()} />
      ) : (
        <div className="m-split">
          <section className="m-list" aria-label={say(words.list)}>
            {orders.isPending ? <Skeleton rows={6} /> : null}
            {!orders.isPending && rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.empty)} />
            ) : null}
            <ul>
              {rows.map((row) => (
                <OrderRow
                  key={row.id}
                  row={row}
                  on={row.id === search.open}
                  onPress={() => open(row.id)}
                  onLit={setLit}
                />
              ))}
            </ul>
            {unplaced > 0 ? <p className="d-muted">{say(words.unplaced, { count: unplaced })}</p> : null}
          </section>
          <Suspense fallback={<Skeleton rows={1} height={520} />}>
            {orders.isPending || board.isPending || areas.pending ? (
              <Skeleton rows={1} height={520} />
            ) : (
              <DeskMap
                key={search.area ?? "all"}
                orders={rows}
                lanes={board.data?.engineers ?? []}
                areas={areas.areas}
                lit={lit ?? search.open ?? null}
                onOpen={open}
              />
            )}
          </Suspense>
        </div>
      )}
      <OrderDrawer id={search.open ?? null} onClose={() => open(null)} />
    </ConsolePage>
  );
}

interface RowProps {
  row: OrderBrief;
  on: boolean;
  onPress: () => void;
  onLit: (id: string | null) => void;
}

function OrderRow({ row, on, onPress, onLit }: RowProps) {
  return (
    <li>
      <button
        type="button"
        className={on ? "m-order m-order--on" : "m-order"}
        onClick={onPress}
        onMouseEnter={() => onLit(row.id)}
        onMouseLeave={() => onLit(null)}
        onFocus={() => onLit(row.id)}
        onBlur={() => onLit(null)}
      >
        <strong>{row.subject}</strong>
        <span className="m-order__tags">
          <StateTag state={row.state} />
          <PriorityTag priority={row.priority} />
        </span>
        <span className="d-muted m-order__place">{row.address_text ?? "—"}</span>
        <SlaMark order={row} />
      </button>
    </li>
  );
}
