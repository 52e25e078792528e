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

interface Group<T> {
  key: string;
  x: number;
  y: number;
  members: Placed<T>[];
}

/**
 * Groups so that no two centres lie nearer than `cell` pixels in screen space: every mark can be pressed.
 * A cluster stands at the mean of its points.
 */
export function clustersOf<T>(
  points: Placed<T>[],
  project: (point: { lon: number; lat: number }) => { x: number; y: number },
  cell: number,
): Cluster<T>[] {
  const cells = new Map<string, Group<T>>();
  for (const point of points) {
    const { x, y } = project(point);
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`;
    const one: Group<T> = { key, x, y, members: [point] };
    const there = cells.get(key);
    cells.set(key, there ? joined(there, one) : one);
  }
  return apart([...cells.values()], cell).map(({ key, members }) => ({
    key,
    lon: mean(members.map((one) => one.lon)),
    lat: mean(members.map((one) => one.lat)),
    items: members.map((one) => one.item),
  }));
}

/** Neighbouring cells have centres that touch: those are joined until none do. */
function apart<T>(groups: Group<T>[], cell: number): Group<T>[] {
  const kept: Group<T>[] = [];
  for (const group of groups) {
    let mine = group;
    for (;;) {
      const near = kept.findIndex((one) => Math.hypot(one.x - mine.x, one.y - mine.y) < cell);
      const [other] = near < 0 ? [] : kept.splice(near, 1);
      if (!other) break;
      mine = joined(other, mine);
    }
    kept.push(mine);
  }
  return kept;
}

function joined<T>(one: Group<T>, other: Group<T>): Group<T> {
  const members = [...one.members, ...other.members];
  const share = other.members.length / members.length;
  return {
    key: one.key,
    x: one.x + (other.x - one.x) * share,
    y: one.y + (other.y - one.y) * share,
    members,
  };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
