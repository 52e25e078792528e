import { may } from "@sortie/client/metadata.ts";
import { useMe, useObject, useRecordWrites } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { type Allowed, desk, type WholeOrder } from "./api.ts";
import { ReasonDialog } from "./assigning.tsx";
import { PoolDialog } from "./pool_dialog.tsx";
import { useDeskAct } from "./queries.ts";
import { ReviewButtons } from "./review_buttons.tsx";
import { deskWords as words } from "./words.ts";

/** Orders that wait for somebody. */
export const OPEN_TO_PLAN = new Set(["pending_dispatch", "in_pool", "rework", "cannot_complete"]);
const TO_POOL = new Set(["pending_dispatch", "rework"]);
const SHOWN = 2;

interface ActionsProps {
  whole: WholeOrder;
  /** Opens the candidates; absent where they are on the screen already. */
  onAssign?: () => void;
}

/** What can be done with the order now: the desk's verbs, then the moves the server allows. */
export function OrderActions({ whole, onAssign }: ActionsProps) {
  const say = useSay();
  const features = useMe().data?.features ?? [];
  const { order, allowed } = whole;
  const { busy, run } = useDeskAct();
  const writes = useRecordWrites("work_order");
  const object = useObject("work_order");
  const archives = object !== undefined && may(object, "command:archive");
  const [asked, setAsked] = useState<Allowed | null>(null);
  const [pooling, setPooling] = useState(false);
  const dispatches = features.includes("dispatch.run");
  const open = dispatches && OPEN_TO_PLAN.has(order.state);

  const take = async (move: Allowed, reason?: string): Promise<void> => {
    const did = await run(
      (key) =>
        writes.command(order.id, move.command, {
          version: order.version,
          key,
          ...(reason ? { reason } : {}),
        }),
      say(words.done, { what: say(move.label) }),
    );
    if (did) setAsked(null);
  };
  const press = (move: Allowed): void => (move.needs_reason ? setAsked(move) : void take(move));
  const [first, rest] = [allowed.slice(0, SHOWN), allowed.slice(SHOWN)];
  return (
    <div className="d-actions">
      {open && onAssign ? (
        <Button type="primary" onClick={onAssign}>
          {say(words.assign)}
        </Button>
      ) : null}
      {open ? (
        <Button
          loading={busy}
          onClick={() =>
            void run(
              (key) => desk.auto(order.id, { key }),
              (made) =>
                say(words.autoDone, { name: (made.engineer as { title?: string } | null)?.title ?? "" }),
            )
          }
        >
          {say(words.auto)}
        </Button>
      ) : null}
      {dispatches && TO_POOL.has(order.state) ? (
        <Button onClick={() => setPooling(true)}>{say(words.pool)}</Button>
      ) : null}
      {dispatches && order.state === "in_pool" ? (
        <Button
          loading={busy}
          onClick={() => void run((key) => desk.withdraw(order.id, { key }), say(words.withdrawn))}
        >
          {say(words.withdraw)}
        </Button>
      ) : null}
      {order.state === "accepted" ? <ReviewButtons order={order.id} /> : null}
      {order.state === "settled" && archives ? (
        <Button
          type="primary"
          loading={busy}
          onClick={() => void run((key) => desk.archive(order.id, { key }), say(words.archived))}
        >
          {say(words.archive)}
        </Button>
      ) : null}
      {first.map((move) => (
        <Button key={move.command} danger={move.target === "cancelled"} onClick={() => press(move)}>
          {say(move.label)}
        </Button>
      ))}
      {rest.length > 0 ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: rest.map((move) => ({
              key: move.command,
              label: say(move.label),
              danger: move.target === "cancelled",
              onClick: () => press(move),
            })),
          }}
        >
          <Button>{say(words.moreActions)}</Button>
        </Dropdown>
      ) : null}
      {pooling ? <PoolDialog order={order.id} onClose={() => setPooling(false)} /> : null}
      {asked ? (
        <ReasonDialog
          title={say(asked.label)}
          label={say(words.reason)}
          ok={say(asked.label)}
          danger={asked.target === "cancelled"}
          busy={busy}
          onCancel={() => setAsked(null)}
          onGiven={(reason) => void take(asked, reason)}
        />
      ) : null}
    </div>
  );
}
