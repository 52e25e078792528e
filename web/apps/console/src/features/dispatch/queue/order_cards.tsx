import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Empty } from "antd";
import type { OrderBrief } from "../desk/api.ts";
import { PriorityTag, SlaMark, StateTag } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";

interface CardsProps {
  rows: OrderBrief[];
  loading: boolean;
  empty: string;
  onOpen: (id: string) => void;
}

/** The queue on a phone: one card an order, all of it in reach of a thumb. */
export function OrderCards({ rows, loading, empty, onOpen }: CardsProps) {
  const say = useSay();
  if (loading) return <Skeleton rows={5} />;
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />;
  return (
    <ul className="q-cards">
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            className={row.sla_state === "breached" ? "q-card q-card--late" : "q-card"}
            onClick={() => onOpen(row.id)}
          >
            <strong>{row.subject}</strong>
            <span className="q-card__tags">
              <StateTag state={row.state} />
              <PriorityTag priority={row.priority} />
            </span>
            <span className="d-muted">
              {row.number} · {row.engineers.map((one) => one.title).join(" ") || say(deskWords.nobody)}
            </span>
            <span className="q-card__wide">{row.address_text}</span>
            <SlaMark order={row} />
          </button>
        </li>
      ))}
    </ul>
  );
}
