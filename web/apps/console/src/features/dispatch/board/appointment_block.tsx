import { useDraggable } from "@dnd-kit/core";
import { fieldNamed } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { withStates } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import type { Block } from "../desk/api.ts";
import { type Scale, stripsOf } from "./scale.ts";
import { boardWords as words } from "./words.ts";

/** States in which the appointment may still be moved. */
const MOVABLE = new Set(["scheduled", "dispatched", "accepted"]);
const NARROW_PX = 70;

interface BlockProps {
  block: Block;
  name: string;
  scale: Scale;
  top: number;
  on: boolean;
  onOpen: (id: string) => void;
}

/** One visit on the time axis: coloured by its state, marked when late; drag to move, press to look. */
export function AppointmentBlock({ block, name, scale, top, on, onOpen }: BlockProps) {
  const say = useSay();
  const { time } = useFormats();
  const object = useObject("appointment");
  const movable = MOVABLE.has(block.state);
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: `block-${block.id}`,
    data: { kind: "block", block },
    disabled: !movable,
  });
  const [strip] = stripsOf(scale, block.planned_start, block.planned_end);
  if (!strip) return null;
  const field = object ? fieldNamed(object, "state") : undefined;
  const state =
    object && field
      ? withStates(object, field).options.choices?.find((one) => one.value === block.state)
      : undefined;
  const hours = `${time(block.planned_start)}–${time(block.planned_end)}`;
  const label = say(words.blockName, {
    subject: block.subject,
    name,
    time: hours,
    state: state ? say(state.label) : block.state,
  });
  const late = block.sla_state === "breached";
  return (
    <button
      ref={setNodeRef}
      type="button"
      {...attributes}
      {...listeners}
      aria-label={late ? `${label} · ${say(words.late)}` : label}
      aria-disabled={false}
      title={`${block.number} ${label}`}
      className={[
        "b-block",
        `b-block--${state?.color ?? "grey"}`,
        late ? "b-block--late" : "",
        movable ? "b-block--movable" : "",
        on ? "b-block--on" : "",
      ].join(" ")}
      style={{ left: strip.left, width: Math.max(14, strip.width - 2), top, opacity: isDragging ? 0.35 : 1 }}
      onClick={() => onOpen(block.work_order)}
    >
      <strong>{block.subject}</strong>
      {strip.width > NARROW_PX ? <span>{hours}</span> : null}
    </button>
  );
}
