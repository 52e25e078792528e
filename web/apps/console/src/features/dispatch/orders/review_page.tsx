import { useRecords } from "@sortie/client/queries.ts";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Empty } from "antd";
import { useMemo } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import { BRIEF_FIELDS, type OrderBrief, type WholeOrder } from "../desk/api.ts";
import "../desk/desk.css";
import { MorePages } from "../desk/more_pages.tsx";
import { OrderFacts } from "../desk/order_preview.tsx";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { briefOf, useWholeOrder } from "../desk/queries.ts";
import { ReviewButtons } from "../desk/review_buttons.tsx";
import { AcceptanceTab } from "./acceptance_tab.tsx";
import { LinesTab } from "./lines_tab.tsx";
import "./orders.css";
import { SlaClocks } from "./sla_clocks.tsx";
import { StepsTab } from "./steps_tab.tsx";
import { orderWords as words } from "./words.ts";

const PAGE = 50;

/** Accepted orders one after the other: look at the work, pass it on to the bill or send it back. */
export function ReviewPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/review" });
  const search = useSearch({ from: "/review" });
  const list = useRecords("work_order", {
    filter: { field: "state", op: "eq", value: "accepted" },
    sort: "accepted_at",
    fields: [...BRIEF_FIELDS, "accepted_at", "score"],
    limit: PAGE,
  });
  const rows = useMemo(() => list.rows.map(briefOf), [list.rows]);
  const chosen = rows.find((row) => row.id === search.open) ?? rows[0];
  const open = (id: string | undefined): void => void navigate({ search: { open: id }, replace: true });
  const after = (): void => {
    const at = rows.findIndex((row) => row.id === chosen?.id);
    open((rows[at + 1] ?? rows[at - 1])?.id);
  };
  if (list.isError && rows.length === 0)
    return (
      <ConsolePage title={say(words.review)}>
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      </ConsolePage>
    );
  return (
    <ConsolePage
      title={say(words.review)}
      note={rows.length > 0 ? say(words.toReview, { count: rows.length }) : null}
    >
      {list.isPending ? <Skeleton rows={5} /> : null}
      {!list.isPending && rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.nothingToReview)} />
      ) : null}
      {chosen ? (
        <div className="o-review">
          <nav className="o-review__list" aria-label={say(words.review)}>
            {rows.map((row) => (
              <ReviewRow key={row.id} row={row} on={row.id === chosen.id} onPress={() => open(row.id)} />
            ))}
            <MorePages list={list} />
          </nav>
          <Reviewed key={chosen.id} id={chosen.id} onDone={after} />
        </div>
      ) : null}
    </ConsolePage>
  );
}

function ReviewRow({ row, on, onPress }: { row: OrderBrief; on: boolean; onPress: () => void }) {
  const say = useSay();
  const { moment } = useFormats();
  const { accepted_at: at, score } = row as OrderBrief & { accepted_at?: string; score?: string };
  return (
    <button
      type="button"
      className={on ? "o-review__row o-review__row--on" : "o-review__row"}
      aria-current={on}
      onClick={onPress}
    >
      <strong>{row.subject}</strong>
      <span className="d-muted">
        {row.engineers.map((one) => one.title).join(" ")} {at ? `· ${moment(at)}` : ""}
        {score ? ` · ${say(words.stars, { n: Number(score) })}` : ""}
      </span>
    </button>
  );
}

function Reviewed({ id, onDone }: { id: string; onDone: () => void }) {
  const whole = useWholeOrder(id);
  return <Loaded query={whole}>{(found) => <Work whole={found} onDone={onDone} />}</Loaded>;
}

function Work({ whole, onDone }: { whole: WholeOrder; onDone: () => void }) {
  const say = useSay();
  const { order } = whole;
  const photos = [
    ...filesOf(order.photos).map((file) => file.id),
    ...whole.steps.items.flatMap((item) => item.answer?.files ?? []),
    ...(whole.check_in ?? []).flatMap((one) => filesOf(one.photos).map((file) => file.id)),
  ];
  return (
    <section className="o-review__work" aria-label={order.subject}>
      <div className="o-review__head">
        <h2>
          <Link to="/orders/$id" params={{ id: order.id }}>
            {order.subject}
          </Link>{" "}
          <span className="d-muted">{order.number}</span>
        </h2>
        <div className="d-actions">
          <ReviewButtons order={order.id} onDone={onDone} />
        </div>
      </div>
      <SlaClocks whole={whole} />
      <div className="o-overview">
        <div className="o-column">
          <OrderFacts whole={whole} />
          <AcceptanceTab whole={whole} />
        </div>
        <div className="o-column">
          <h3>{say(words.allPhotos)}</h3>
          {photos.length === 0 ? <p className="d-muted">{say(words.noPhotos)}</p> : null}
          <PhotoWall ids={[...new Set(photos)]} label={say(words.allPhotos)} size={128} />
        </div>
      </div>
      <StepsTab whole={whole} />
      <LinesTab whole={whole} />
    </section>
  );
}
