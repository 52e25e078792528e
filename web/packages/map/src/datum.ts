// WGS-84 everywhere inside; GCJ-02 only where a Chinese map is drawn or read. The same arithmetic as the program's
// (`base/geo.py`), tested against the same published examples.
import { HONG_KONG, MACAU, OUTER, type Ring } from "./mainland.ts";

export type Datum = "WGS84" | "GCJ02";
/** [lon, lat] in degrees. */
export type Position = [number, number];

const A = 6_378_245; // Krasovsky 1940, which GCJ-02 is computed on
const EE = 0.006_693_421_622_965_943;
const TURNS = 3;

function inRing(lon: number, lat: number, ring: Ring): boolean {
  let inside = false;
  let [beforeX, beforeY] = ring.at(-1) ?? [0, 0];
  for (const [x, y] of ring) {
    if (y > lat !== beforeY > lat && lon < x + ((lat - y) / (beforeY - y)) * (beforeX - x)) inside = !inside;
    beforeX = x;
    beforeY = y;
  }
  return inside;
}

/** Whether Chinese maps shift this place: mainland and Hainan, not Hong Kong, Macau, Taiwan. */
export function inMainland([lon, lat]: Position): boolean {
  return inRing(lon, lat, OUTER) && !inRing(lon, lat, HONG_KONG) && !inRing(lon, lat, MACAU);
}

/** GCJ-02 minus WGS-84 at a place, in degrees. */
function shift(lon: number, lat: number): Position {
  const { PI, abs, cos, sin, sqrt } = Math;
  const x = lon - 105;
  const y = lat - 35;
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave;
  dLat += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  dLat += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave;
  dLon += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  dLon += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const phi = (lat * PI) / 180;
  const magic = 1 - EE * sin(phi) ** 2;
  const perLat = (((A * (1 - EE)) / (magic * sqrt(magic))) * PI) / 180;
  const perLon = ((A / sqrt(magic)) * cos(phi) * PI) / 180;
  return [dLon / perLon, dLat / perLat];
}

/** The place as Chinese maps draw it; unchanged outside the mainland. */
export function wgs84ToGcj02(place: Position): Position {
  if (!inMainland(place)) return place;
  const [lon, lat] = place;
  const [dLon, dLat] = shift(lon, lat);
  return [lon + dLon, lat + dLat];
}

/** The true place of a point read off a Chinese map; three turns, error below 1 mm. */
export function gcj02ToWgs84(drawn: Position): Position {
  let [lon, lat] = drawn;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [dLon, dLat] = shift(lon, lat);
    lon = drawn[0] - dLon;
    lat = drawn[1] - dLat;
  }
  return inMainland([lon, lat]) ? [lon, lat] : drawn;
}

/** WGS-84 → what a map of this datum draws. */
export const toMap = (datum: Datum, place: Position): Position =>
  datum === "GCJ02" ? wgs84ToGcj02(place) : place;

/** What was read off a map of this datum → WGS-84. */
export const fromMap = (datum: Datum, drawn: Position): Position =>
  datum === "GCJ02" ? gcj02ToWgs84(drawn) : drawn;
