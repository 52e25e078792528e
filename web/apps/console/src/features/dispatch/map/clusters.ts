/** Points that would lie over each other on the screen, drawn as one. */
export interface Placed<T> {
  lon: number;
  lat: number;
  item: T;
}

export interface Cluster<T> {
  key: string;
  lon: number;
  lat: number;
  items: T[];
}

/** Groups by a grid of `cell` pixels in screen space; a cluster stands at the mean of its points. */
export function clustersOf<T>(
  points: Placed<T>[],
  project: (point: { lon: number; lat: number }) => { x: number; y: number },
  cell: number,
): Cluster<T>[] {
  const cells = new Map<string, Placed<T>[]>();
  for (const point of points) {
    const { x, y } = project(point);
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`;
    cells.set(key, [...(cells.get(key) ?? []), point]);
  }
  return [...cells].map(([key, members]) => ({
    key,
    lon: mean(members.map((one) => one.lon)),
    lat: mean(members.map((one) => one.lat)),
    items: members.map((one) => one.item),
  }));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export type Bounds = [[number, number], [number, number]];

/** South-west and north-east of all points, with a margin so that no marker sits on the edge; null for none. */
export function boundsOf(points: { lon: number; lat: number }[], margin = 0.01): Bounds | null {
  if (points.length === 0) return null;
  const lons = points.map((point) => point.lon);
  const lats = points.map((point) => point.lat);
  return [
    [Math.min(...lons) - margin, Math.min(...lats) - margin],
    [Math.max(...lons) + margin, Math.max(...lats) + margin],
  ];
}

/** A grid of meridians and parallels: without a base map the eye still gets scale and direction. */
export function gridLines([[west, south], [east, north]]: Bounds, step: number): number[][][] {
  const lines: number[][][] = [];
  const from = (value: number): number => Math.floor(value / step) * step;
  for (let lon = from(west); lon <= east + step; lon += step)
    lines.push([
      [lon, south - step],
      [lon, north + step],
    ]);
  for (let lat = from(south); lat <= north + step; lat += step)
    lines.push([
      [west - step, lat],
      [east + step, lat],
    ]);
  return lines;
}
