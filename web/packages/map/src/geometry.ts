// Points, boxes, circles and the grid: plain numbers, WGS-84 unless said otherwise.
import type { Position } from "./datum.ts";

export interface Point {
  lon: number;
  lat: number;
}

/** South-west, north-east. */
export type Bounds = [Position, Position];

const EARTH_M = 6_371_008.8;
const DEGREE_M = (Math.PI / 180) * EARTH_M;
const ROUND = 64;

/** South-west and north-east of all points, with a margin so that no marker sits on the edge; null for none. */
export function boundsOf(points: Point[], margin = 0.01): Bounds | null {
  if (points.length === 0) return null;
  const lons = points.map((point) => point.lon);
  const lats = points.map((point) => point.lat);
  return [
    [Math.min(...lons) - margin, Math.min(...lats) - margin],
    [Math.max(...lons) + margin, Math.max(...lats) + margin],
  ];
}

export const pointOf = ([lon, lat]: Position): Point => ({ lon, lat });

/** Metres between two places, over a sphere. */
export function distanceM(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The place `east` and `north` metres away; flat, for a few kilometres. */
export function movedBy({ lon, lat }: Point, east: number, north: number): Point {
  return { lon: lon + east / (DEGREE_M * Math.cos((lat * Math.PI) / 180)), lat: lat + north / DEGREE_M };
}

/** A closed ring round a centre. */
export function circleRing(center: Point, radiusM: number): Position[] {
  const ring = Array.from({ length: ROUND }, (_, n): Position => {
    const turn = (n / ROUND) * 2 * Math.PI;
    const { lon, lat } = movedBy(center, radiusM * Math.cos(turn), radiusM * Math.sin(turn));
    return [lon, lat];
  });
  return [...ring, ring[0] as Position];
}

const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const LINES_WANTED = 6;

/** The widest step that still gives about six lines over this many degrees. */
export function gridStep(degrees: number): number {
  return STEPS.find((step) => degrees / step >= LINES_WANTED) ?? (STEPS.at(-1) as number);
}

export interface Grid {
  /** Each a line of two corners. */
  lines: Position[][];
  labels: { at: Position; text: string }[];
}

/** Meridians and parallels over what is seen, each named where it enters: scale and direction without streets. */
export function gridOf([[west, south], [east, north]]: Bounds): Grid {
  const step = gridStep(Math.min(east - west, (north - south) * 2));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const named = (value: number, plus: string, minus: string): string =>
    `${Math.abs(value).toFixed(digits)}°${value < 0 ? minus : plus}`;
  const grid: Grid = { lines: [], labels: [] };
  for (let n = Math.floor(west / step); n * step <= east + step; n += 1) {
    const lon = n * step;
    grid.lines.push([
      [lon, Math.max(-85, south - step)],
      [lon, Math.min(85, north + step)],
    ]);
    grid.labels.push({ at: [lon, north - (north - south) * 0.03], text: named(lon, "E", "W") });
  }
  for (let n = Math.floor(south / step); n * step <= north + step; n += 1) {
    const lat = n * step;
    if (Math.abs(lat) > 85) continue;
    grid.lines.push([
      [west - step, lat],
      [east + step, lat],
    ]);
    grid.labels.push({ at: [west + (east - west) * 0.03, lat], text: named(lat, "N", "S") });
  }
  return grid;
}
