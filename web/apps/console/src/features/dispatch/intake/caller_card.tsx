import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { StateTag, ValueTag } from "../desk/tags.tsx";
import type { Caller } from "./api.ts";
import { isOpen } from "./open_orders.ts";
import { matchWords, intakeWords as words } from "./words.ts";

const SHOWN = 3;
const SHOWN_CHOSEN = 8;

/** One found customer: class, open orders, what was done before. */
export function CallerCard({
  caller,
  chosen,
  onPick,
}: {
  caller: Caller;
  chosen?: boolean;
  onPick: () => void;
}) {
  const say = useSay();
  const { date } = useFormats();
  const open = caller.history.filter(isOpen);
  const shown = caller.history.slice(0, chosen ? SHOWN_CHOSEN : SHOWN);
  return (
    <article className={chosen ? "i-caller i-caller--chosen" : "i-caller"} aria-label={caller.name}>
      <header>
        <strong>{caller.name}</strong>
        <ValueTag object="customer" field="level" value={caller.level} />
        {caller.tags?.length ? <ValueTag object="customer" field="tags" value={caller.tags} /> : null}
        <span className="i-caller__space" />
        {chosen ? null : (
          <Button type="primary" size="small" onClick={onPick}>
            {say(words.pick)}
          </Button>
        )}
      </header>
      <p className="d-muted">
        {caller.phone ?? "—"} ·{" "}
        {say(words.matched, { by: say(matchWords[caller.matched_by] ?? words.customer) })} ·{" "}
        {say(words.assetsOf, { count: caller.assets.length })}
      </p>
      {caller.remark ? <p className="i-caller__remark">{caller.remark}</p> : null}
      <p>
        {open.length > 0 ? (
          <span className="i-open">{say(words.openOrders, { count: open.length })}</span>
        ) : null}{" "}
        <span className="d-muted">
          {say(words.historyOf, { count: caller.history.length - open.length })}
        </span>
      </p>
      {shown.length > 0 ? (
        <ul className="i-history" aria-label={say(words.history)}>
          {shown.map((order) => (
            <li key={order.id}>
              <Link to="/orders/$id" params={{ id: order.id }}>
                {order.work_type?.title ?? order.number}
              </Link>
              <span className="d-muted">{date(order.created_at)}</span>
              <StateTag state={order.state} />
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}
