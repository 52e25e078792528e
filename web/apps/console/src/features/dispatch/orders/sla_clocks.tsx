import { Countdown } from "@sortie/ui/countdown.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";
import type { Values, WholeOrder } from "../desk/api.ts";
import { ValueTag } from "../desk/tags.tsx";
import { orderWords as words } from "./words.ts";

export type ClockFace = "met" | "met_late" | "paused" | "running" | "late";

/** How one promise stands now. A pause that hasn't ended stops the clock. */
export function faceOf(clock: Record<string, unknown>, now: Date): ClockFace {
  const due = clock.due_at ? Date.parse(String(clock.due_at)) : Number.POSITIVE_INFINITY;
  if (clock.met_at) return Date.parse(String(clock.met_at)) > due ? "met_late" : "met";
  const pauses = (clock.pauses ?? []) as { end?: string | null }[];
  if (pauses.some((pause) => !pause.end)) return "paused";
  return now.getTime() > due ? "late" : "running";
}

const ORDER = ["respond", "arrive", "finish"];
const CLOSED = new Set(["cancelled", "archived", "settled"]);

export function SlaClocks({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const clocks = [...(whole.sla_clock ?? [])].sort(
    (a, b) => ORDER.indexOf(String(a.target)) - ORDER.indexOf(String(b.target)),
  );
  if (clocks.length === 0 || CLOSED.has(whole.order.state)) return null;
  return (
    <section className="o-clocks" aria-label={say(words.slaClocks)}>
      {clocks.map((clock) => (
        <Clock key={clock.id} clock={clock} leftS={whole.sla_left_s?.[String(clock.target)]} />
      ))}
    </section>
  );
}

function Clock({ clock, leftS }: { clock: Values; leftS: number | undefined }) {
  const say = useSay();
  const { moment } = useFormats();
  const face = faceOf(clock, new Date());
  const due = String(clock.due_at ?? "");
  return (
    <div className={`o-clock o-clock--${face}`}>
      <span className="o-clock__name">
        <ValueTag object="sla_clock" field="target" value={clock.target} />
      </span>
      {face === "met" ? (
        <Tag tone="done">{say(words.slaMet, { at: moment(String(clock.met_at)) })}</Tag>
      ) : null}
      {face === "met_late" ? (
        <Tag tone="danger">{say(words.slaMetLate, { at: moment(String(clock.met_at)) })}</Tag>
      ) : null}
      {face === "paused" ? <Tag tone="paused">{say(words.slaPaused)}</Tag> : null}
      {face === "paused" && leftS !== undefined ? <Countdown until={due} pausedLeftS={leftS} /> : null}
      {face === "running" || face === "late" ? <Countdown until={due} /> : null}
      {due && face !== "paused" ? (
        <span className="d-muted">{say(words.slaDue, { at: moment(due) })}</span>
      ) : null}
    </div>
  );
}
