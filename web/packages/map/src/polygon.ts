// What makes a boundary and how a hand changes it. A ring here is open: the first corner isn't repeated at the end.
import type { Position } from "./datum.ts";

export type Corners = Position[];

export const FEWEST_CORNERS = 3;
export const MOST_CORNERS = 500;
const DEGREE_KM = 111.195;

export type BoundaryProblem = "few" | "many" | "crossing";

const same = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

/** Corners without the repeated last one and without twins next to each other. */
export function opened(ring: readonly (readonly number[])[]): Corners {
  const corners: Corners = [];
  for (const pair of ring) {
    const corner: Position = [Number(pair[0]), Number(pair[1])];
    const before = corners.at(-1);
    if (!before || !same(before, corner)) corners.push(corner);
  }
  const [first] = corners;
  const last = corners.at(-1);
  if (corners.length > 1 && first && last && same(first, last)) corners.pop();
  return corners;
}

/** The ring as it is kept: its first corner again at the end. */
export function closed(corners: Corners): Position[] {
  const [first] = corners;
  return first ? [...corners, first] : [];
}

const moved = (corners: Corners, at: number, to: Position): Corners =>
  corners.map((corner, index) => (index === at ? to : corner));

const removed = (corners: Corners, at: number): Corners => corners.filter((_, index) => index !== at);

/** A new corner between `edge` and the one after it. */
const inserted = (corners: Corners, edge: number, corner: Position): Corners => [
  ...corners.slice(0, edge + 1),
  corner,
  ...corners.slice(edge + 1),
];

export const corner = { moved, removed, inserted };

/** The middle of each edge; edge n runs from corner n to the next. */
export function middles(corners: Corners): Position[] {
  if (corners.length < 2) return [];
  return corners.map((here, index): Position => {
    const next = corners[(index + 1) % corners.length] as Position;
    return [(here[0] + next[0]) / 2, (here[1] + next[1]) / 2];
  });
}

function side(a: Position, b: Position, p: Position): number {
  return Math.sign((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]));
}

function overlap(a1: number, a2: number, b1: number, b2: number): boolean {
  return Math.max(a1, a2) >= Math.min(b1, b2) && Math.max(b1, b2) >= Math.min(a1, a2);
}

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  return (
    side(a, b, c) * side(a, b, d) <= 0 &&
    side(c, d, a) * side(c, d, b) <= 0 &&
    overlap(a[0], b[0], c[0], d[0]) &&
    overlap(a[1], b[1], c[1], d[1])
  );
}

function crossing(corners: Corners): boolean {
  const count = corners.length;
  const edge = (n: number): [Position, Position] => [
    corners[(n + count - 1) % count] as Position,
    corners[n] as Position,
  ];
  for (let i = 0; i < count; i += 1)
    for (let j = i + 2; j < count; j += 1)
      if (!(i === 0 && j === count - 1) && meet(...edge(i), ...edge(j))) return true;
  return false;
}

/** What keeps this ring from being a boundary; null for a sound one. */
export function problemOf(corners: Corners): BoundaryProblem | null {
  if (corners.length < FEWEST_CORNERS) return "few";
  if (corners.length > MOST_CORNERS) return "many";
  return crossing(corners) ? "crossing" : null;
}

/** Square kilometres, flat at the ring's own latitude: to read, not to bill. */
export function areaKm2(corners: Corners): number {
  if (corners.length < FEWEST_CORNERS) return 0;
  const lats = corners.map(([, lat]) => lat);
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
  const width = DEGREE_KM * Math.cos((middle * Math.PI) / 180);
  const twice = corners.reduce((sum, [lon, lat], index) => {
    const [nextLon, nextLat] = corners[(index + 1) % corners.length] as Position;
    return sum + (lon * nextLat - nextLon * lat) * width * DEGREE_KM;
  }, 0);
  return Math.abs(twice) / 2;
}

type Json = { type?: unknown; geometry?: unknown; features?: unknown; coordinates?: unknown };

/** The outer ring of the first polygon in a GeoJSON text (RFC 7946: WGS-84); null when there is none. */
export function ringFromGeoJson(text: string): Corners | null {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return null;
  }
  const ring = firstRing(plain);
  if (!ring?.every(onEarth)) return null;
  return opened(ring as number[][]);
}

function firstRing(plain: unknown): unknown[] | null {
  if (typeof plain !== "object" || plain === null) return null;
  const { type, geometry, features, coordinates } = plain as Json;
  if (type === "Feature") return firstRing(geometry);
  if (type === "FeatureCollection" && Array.isArray(features)) {
    for (const feature of features) {
      const found = firstRing(feature);
      if (found) return found;
    }
    return null;
  }
  const polygon = type === "MultiPolygon" && Array.isArray(coordinates) ? coordinates[0] : coordinates;
  if ((type !== "Polygon" && type !== "MultiPolygon") || !Array.isArray(polygon)) return null;
  return Array.isArray(polygon[0]) ? (polygon[0] as unknown[]) : null;
}

function onEarth(pair: unknown): boolean {
  if (!Array.isArray(pair)) return false;
  const [lon, lat] = pair as unknown[];
  return typeof lon === "number" && typeof lat === "number" && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/** The boundary as a file other map programs read. */
export function toGeoJson(name: string, corners: Corners): string {
  const feature = {
    type: "Feature",
    properties: { name },
    geometry: { type: "Polygon", coordinates: [closed(corners)] },
  };
  return JSON.stringify(feature);
}
