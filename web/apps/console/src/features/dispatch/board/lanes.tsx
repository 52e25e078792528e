import { useDroppable } from "@dnd-kit/core";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Empty, Input } from "antd";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Block, BoardAnswer, Lane } from "../desk/api.ts";
import { AppointmentBlock } from "./appointment_block.tsx";
import { rowsOf } from "./rows.ts";
import { type Scale, type SpanName, stripsOf, ticksOf } from "./scale.ts";
import { boardWords as words } from "./words.ts";

const LANE_PX = 58;
const ROW_PX = 46;
const TICK_MS = 30_000;
const BEFORE_NOW_PX = 240;

interface LanesProps {
  board: BoardAnswer;
  scale: Scale;
  span: SpanName;
  /** The element whose left edge is the start of time. */
  axis: RefObject<HTMLDivElement | null>;
  busy: boolean;
  open: string | null;
  onOpen: (id: string) => void;
}

/** One lane a person; only those in sight are drawn. */
export function Lanes({ board, scale, span, axis, busy, open, onOpen }: LanesProps) {
  const say = useSay();
  const scroller = useRef<HTMLDivElement>(null);
  const [q, setQ] = useState("");
  const lanes = useMemo(() => lanesFor(board.engineers, q), [board.engineers, q]);
  const byLane = useMemo(() => grouped(board.appointments), [board.appointments]);
  const rows = useMemo(() => lanes.map((lane) => rowsOf(byLane.get(lane.id) ?? [])), [lanes, byLane]);
  const virtual = useVirtualizer({
    count: lanes.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => LANE_PX + (Math.max(1, rows[index]?.length ?? 1) - 1) * ROW_PX,
    overscan: 4,
    getItemKey: (index) => lanes[index]?.id ?? index,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights change with the rows
  useEffect(() => virtual.measure(), [rows]);
  // The present is what a dispatcher looks at first.
  const begins = scale.days[0]?.date;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each stretch of days, not at every change
  useEffect(() => {
    const left = nowLeft(scale, Date.now());
    if (scroller.current && left !== null) scroller.current.scrollLeft = Math.max(0, left - BEFORE_NOW_PX);
  }, [begins, span]);
  return (
    <section className="b-lanes" aria-label={say(words.board)} aria-busy={busy}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className="b-scroll" tabIndex={0}>
        <div className="b-head">
          <div className="b-corner">
            <Input
              allowClear
              size="small"
              placeholder={say(words.findPerson)}
              aria-label={say(words.findPerson)}
              onChange={(event) => setQ(event.target.value.trim().toLowerCase())}
            />
          </div>
          <Axis scale={scale} span={span} axis={axis} />
        </div>
        {lanes.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noPeople)} />
        ) : null}
        <div className="b-body" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const lane = lanes[item.index];
            if (!lane) return null;
            return (
              <LaneRow
                key={lane.id}
                lane={lane}
                rows={rows[item.index] ?? []}
                scale={scale}
                top={item.start}
                height={item.size}
                open={open}
                onOpen={onOpen}
              />
            );
          })}
          <NowLine scale={scale} />
        </div>
      </div>
    </section>
  );
}

function grouped(blocks: Block[]): Map<string, Block[]> {
  const byLane = new Map<string, Block[]>();
  for (const block of blocks) byLane.set(block.engineer, [...(byLane.get(block.engineer) ?? []), block]);
  return byLane;
}

/** Found by name, area or skill; people with the day's shift first. */
function lanesFor(all: Lane[], q: string): Lane[] {
  const found = q
    ? all.filter((lane) =>
        [lane.name, ...lane.areas, ...lane.skills.map((skill) => skill.name)].some((text) =>
          text.toLowerCase().includes(q),
        ),
      )
    : all;
  return [...found].sort(
    (a, b) =>
      Number(b.shifts.length > 0) - Number(a.shifts.length > 0) || a.name.localeCompare(b.name, "zh-CN"),
  );
}

function Axis({ scale, span, axis }: Pick<LanesProps, "scale" | "span" | "axis">) {
  const { date } = useFormats();
  return (
    <div ref={axis} className="b-axis" style={{ width: scale.width }}>
      {scale.days.length > 1
        ? scale.days.map((day) => (
            <span key={day.date} className="b-day" style={{ left: day.left }}>
              {date(day.date)}
            </span>
          ))
        : null}
      {ticksOf(scale, span).map((tick) => (
        <span key={tick.left} className="b-tick" style={{ left: tick.left }}>
          {tick.label}
        </span>
      ))}
    </div>
  );
}

interface LaneRowProps {
  lane: Lane;
  rows: Block[][];
  scale: Scale;
  top: number;
  height: number;
  open: string | null;
  onOpen: (id: string) => void;
}

function LaneRow({ lane, rows, scale, top, height, open, onOpen }: LaneRowProps) {
  const say = useSay();
  const { setNodeRef, isOver } = useDroppable({ id: `lane-${lane.id}` });
  return (
    <div className="b-lane" style={{ top, height }}>
      <div className="b-who">
        <Avatar name={lane.name} size={30} />
        <div>
          <strong>{lane.name}</strong>
          <span title={lane.skills.map((skill) => `${skill.name} ${skill.level}`).join(" · ")}>
            {lane.available ? say(words.load, { n: lane.load, max: lane.max_jobs ?? "—" }) : say(words.off)}
            {lane.areas.length > 0 ? ` · ${lane.areas.join("/")}` : ""}
          </span>
        </div>
      </div>
      <div
        ref={setNodeRef}
        className={isOver ? "b-time b-time--over" : "b-time"}
        style={{ width: scale.width }}
        data-lane={lane.id}
      >
        <Shading lane={lane} scale={scale} />
        {rows.map((blocks, row) =>
          blocks.map((block) => (
            <AppointmentBlock
              key={block.id}
              block={block}
              name={lane.name}
              scale={scale}
              top={6 + row * ROW_PX}
              on={block.work_order === open}
              onOpen={onOpen}
            />
          )),
        )}
      </div>
    </div>
  );
}

/** When the person works (white), rests, is away; everything else stays grey. */
function Shading({ lane, scale }: { lane: Lane; scale: Scale }) {
  const say = useSay();
  const strips: [string, string, string, string][] = [
    ...lane.shifts.map(
      (shift) =>
        ["shift", shift.starts_at, shift.ends_at, say(words.shift)] as [string, string, string, string],
    ),
    ...lane.shifts.flatMap((shift) =>
      shift.breaks.map(
        ([start, end]) => ["break", start, end, say(words.breakTime)] as [string, string, string, string],
      ),
    ),
    ...lane.leaves.map(
      ([start, end]) => ["leave", start, end, say(words.leave)] as [string, string, string, string],
    ),
  ];
  return (
    <>
      {strips.flatMap(([kind, start, end, label]) =>
        stripsOf(scale, start, end).map((strip) => (
          <span
            key={`${kind}${strip.left}`}
            className={`b-strip b-strip--${kind}`}
            style={strip}
            title={label}
          >
            {kind === "leave" ? label : ""}
          </span>
        )),
      )}
      {scale.days.slice(1).map((day) => (
        <span key={day.date} className="b-midnight" style={{ left: day.left }} />
      ))}
    </>
  );
}

/** Where now lies on the axis; null when it isn't shown. */
function nowLeft(scale: Scale, now: number): number | null {
  const day = scale.days.find((one) => one.from <= now && now < one.to);
  return day ? day.left + (now - day.from) * scale.pxPerMs : null;
}

function NowLine({ scale }: { scale: Scale }) {
  const say = useSay();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = nowLeft(scale, now);
  if (left === null) return null;
  return (
    <span
      className="b-now"
      style={{ insetInlineStart: `calc(var(--who) + ${left}px)` }}
      title={say(words.now)}
    />
  );
}
