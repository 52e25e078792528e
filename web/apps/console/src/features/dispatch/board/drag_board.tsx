import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useFormats } from "@sortie/ui/format.ts";
import { useRef, useState } from "react";
import type { Block, BoardAnswer, OrderBrief } from "../desk/api.ts";
import { useAssigning } from "../desk/assigning.tsx";
import { Lanes } from "./lanes.tsx";
import { droppedAt, type Scale, type SpanName } from "./scale.ts";
import { Unassigned } from "./unassigned.tsx";

const HOUR_MS = 3_600_000;
const HOLD_PX = 6;
const KEY_STEP_PX = 23;

export type Dragged = { kind: "order"; order: OrderBrief } | { kind: "block"; block: Block };

interface DragBoardProps {
  board: BoardAnswer;
  scale: Scale;
  span: SpanName;
  area: string | null;
  open: string | null;
  onOpen: (id: string) => void;
}

/** The drag: an order dropped on a lane is assigned there and then; a block is moved. */
export default function DragBoard({ board, scale, span, area, open, onOpen }: DragBoardProps) {
  const { time } = useFormats();
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const assigning = useAssigning();
  const axis = useRef<HTMLDivElement>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: HOLD_PX } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: (event, { currentCoordinates: { x, y } }) => {
        const steps: Record<string, [number, number]> = {
          ArrowLeft: [-KEY_STEP_PX, 0],
          ArrowRight: [KEY_STEP_PX, 0],
          ArrowUp: [0, -KEY_STEP_PX],
          ArrowDown: [0, KEY_STEP_PX],
        };
        const step = steps[event.code];
        if (!step) return undefined;
        event.preventDefault();
        return { x: x + step[0], y: y + step[1] };
      },
    }),
  );
  const begin = ({ active }: DragStartEvent): void => setDragged((active.data.current as Dragged) ?? null);
  const drop = ({ active, over }: DragEndEvent): void => {
    setDragged(null);
    const what = active.data.current as Dragged | undefined;
    const lane = board.engineers.find((one) => `lane-${one.id}` === over?.id);
    const rect = active.rect.current.translated;
    const zero = axis.current?.getBoundingClientRect().left;
    if (!what || !lane || !rect || zero === undefined) return;
    const at = droppedAt(scale, rect.left - zero, lengthOf(what));
    if (what.kind === "order") void assigning.assign(what.order.id, { engineer: lane.id, ...at }, lane.name);
    else if (lane.id !== what.block.engineer || Date.parse(at.start) !== Date.parse(what.block.planned_start))
      void assigning.move(
        what.block.id,
        { ...at, ...(lane.id === what.block.engineer ? {} : { engineer: lane.id }) },
        `${lane.name} ${time(at.start)}`,
      );
  };
  return (
    <DndContext sensors={sensors} onDragStart={begin} onDragEnd={drop} onDragCancel={() => setDragged(null)}>
      <div className="b-board">
        <Unassigned area={area} open={open} onOpen={onOpen} />
        <Lanes
          board={board}
          scale={scale}
          span={span}
          axis={axis}
          busy={assigning.busy}
          open={open}
          onOpen={onOpen}
        />
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged ? (
          <div className="b-ghost" style={{ width: Math.max(60, lengthOf(dragged) * scale.pxPerMs) }}>
            {dragged.kind === "order" ? dragged.order.subject : dragged.block.subject}
          </div>
        ) : null}
      </DragOverlay>
      {assigning.dialog}
    </DndContext>
  );
}

/** How long a job takes on the board. */
export function lengthOf(what: Dragged): number {
  if (what.kind === "block") return Date.parse(what.block.planned_end) - Date.parse(what.block.planned_start);
  return what.order.duration ? what.order.duration * 1000 : HOUR_MS;
}
