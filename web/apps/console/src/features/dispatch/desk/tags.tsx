import { fieldNamed } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { Countdown } from "@sortie/ui/countdown.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";
import type { OrderBrief } from "./api.ts";
import { deskWords } from "./words.ts";

/** A choice or state of any object in its own words and colour, as the metadata gives them. */
export function ValueTag({ object: name, field, value }: { object: string; field: string; value: unknown }) {
  const object = useObject(name);
  const found = object ? fieldNamed(object, field) : undefined;
  if (!object || !found) return <>{String(value ?? "")}</>;
  return <RecordValue field={withStates(object, found)} value={value} brief />;
}

export function StateTag({ state }: { state: string }) {
  return <ValueTag object="work_order" field="state" value={state} />;
}

export function PriorityTag({ priority }: { priority: string }) {
  return <ValueTag object="work_order" field="priority" value={priority} />;
}

const RUNNING = new Set(["ok", "warning", "breached"]);

/** The next promise that still runs, counted down; late in words, not only in red. */
export function SlaMark({ order }: { order: Pick<OrderBrief, "sla_state" | "finish_due"> }) {
  const say = useSay();
  if (!order.finish_due) return <span className="f-none">—</span>;
  if (!RUNNING.has(order.sla_state))
    return <ValueTag object="work_order" field="sla_state" value={order.sla_state} />;
  return (
    <span className="d-sla">
      {order.sla_state === "breached" ? <Tag tone="danger">{say(deskWords.late)}</Tag> : null}
      <Countdown until={order.finish_due} />
    </span>
  );
}

/** A wanted or planned stretch of time: one day, two clock times. */
export function Window({ start, end }: { start: string | null; end: string | null }) {
  const say = useSay();
  const { moment, time } = useFormats();
  if (!start) return <span className="f-none">{say(deskWords.noWindow)}</span>;
  return (
    <span className="d-window">
      {moment(start)}
      {end ? `–${time(end)}` : ""}
    </span>
  );
}
