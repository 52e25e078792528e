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
