import { dayOf } from "@sortie/ui/format.ts";
import { momentAt, wallClock } from "@sortie/ui/zone_time.ts";
import type { Block, Lane } from "../desk/api.ts";

export type SpanName = "day" | "3days" | "week";

const DAYS: Record<SpanName, number> = { day: 1, "3days": 3, week: 7 };
/** Pixels an hour takes: a day fills a desk's width, a week is scrolled. */
const HOUR_PX: Record<SpanName, number> = { day: 92, "3days": 46, week: 26 };
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SNAP_MS = 900_000;
const EARLIEST_H = 7;
const LATEST_H = 21;

/** The stretch of time shown, in milliseconds, and how wide an hour is. */
export interface Scale {
  days: { date: string; from: number; to: number; left: number }[];
  /** Where the whole asked span starts and ends: what the server is asked for. */
  start: string;
  end: string;
  pxPerMs: number;
  width: number;
}

function midnight(date: string): number {
  return Date.parse(momentAt(`${date}T00:00`));
}

function dateAfter(date: string, days: number): string {
  // Noon keeps clear of clock changes.
  return dayOf(new Date(Date.parse(momentAt(`${date}T12:00`)) + days * DAY_MS));
}

export function shiftDay(date: string, span: SpanName, by: 1 | -1): string {
  return dateAfter(date, by * DAYS[span]);
}

/** The hours every shown day needs: 7 to 21, wider where somebody works earlier or later. */
export function hoursOf(lanes: Lane[], blocks: Block[], dates: string[]): [number, number] {
  let [from, to] = [EARLIEST_H, LATEST_H];
  const spans = [
    ...lanes.flatMap((lane) => lane.shifts.map((shift) => [shift.starts_at, shift.ends_at] as const)),
    ...blocks.map((block) => [block.planned_start, block.planned_end] as const),
  ];
  for (const [start, end] of spans) {
    const starts = wallClock(start);
    const ends = wallClock(end);
    if (dates.includes(starts.slice(0, 10))) from = Math.min(from, Number(starts.slice(11, 13)));
    if (!dates.includes(starts.slice(0, 10))) continue;
    const last = Number(ends.slice(11, 13)) + (ends.endsWith(":00") ? 0 : 1);
    to = Math.max(to, ends.slice(0, 10) > starts.slice(0, 10) ? 24 : last);
  }
  return [from, to];
}

export function datesOf(day: string, span: SpanName): string[] {
  return Array.from({ length: DAYS[span] }, (_, index) => dateAfter(day, index));
}

/** Days beside each other, each only its working hours: nights take no room. */
export function scaleOf(day: string, span: SpanName, [from, to]: [number, number]): Scale {
  const pxPerMs = HOUR_PX[span] / HOUR_MS;
  let left = 0;
  const days = datesOf(day, span).map((date) => {
    const start = midnight(date);
    const one = { date, from: start + from * HOUR_MS, to: start + to * HOUR_MS, left };
    left += (to - from) * HOUR_PX[span];
    return one;
  });
  return {
    days,
    start: new Date(midnight(day)).toISOString(),
    end: new Date(midnight(dateAfter(day, DAYS[span]))).toISOString(),
    pxPerMs,
    width: left,
  };
}

export interface Strip {
  left: number;
  width: number;
}

/** Where a stretch of time lies; one piece for each day it touches. */
export function stripsOf(scale: Scale, start: string, end: string): Strip[] {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  return scale.days.flatMap((day) => {
    const begins = Math.max(from, day.from);
    const ends = Math.min(to, day.to);
    if (ends <= begins) return [];
    return [{ left: day.left + (begins - day.from) * scale.pxPerMs, width: (ends - begins) * scale.pxPerMs }];
  });
}

/** The moment under a place on the time axis, to the quarter of an hour. */
export function momentAtPx(scale: Scale, px: number): number {
  const inside = Math.min(Math.max(0, px), scale.width - 1);
  const day = scale.days.filter((one) => one.left <= inside).at(-1) ?? scale.days[0];
  if (!day) return 0;
  const exact = day.from + (inside - day.left) / scale.pxPerMs;
  return Math.round(exact / SNAP_MS) * SNAP_MS;
}

/** Where a dropped block ends up: it keeps its length and its hold under the pointer. */
export function droppedAt(scale: Scale, left: number, lengthMs: number): { start: string; end: string } {
  const start = momentAtPx(scale, left);
  return { start: new Date(start).toISOString(), end: new Date(start + lengthMs).toISOString() };
}

/** Hours to write on the axis: every hour of a day, every third in three days, every sixth in a week. */
export function ticksOf(scale: Scale, span: SpanName): { left: number; label: string }[] {
  const every = { day: 1, "3days": 2, week: 4 }[span];
  return scale.days.flatMap((day) => {
    const hours = Math.round((day.to - day.from) / HOUR_MS);
    return Array.from({ length: hours }, (_, index) => index)
      .filter((index) => index % every === 0)
      .map((index) => ({
        left: day.left + index * HOUR_MS * scale.pxPerMs,
        label: wallClock(new Date(day.from + index * HOUR_MS).toISOString()).slice(11),
      }));
  });
}
