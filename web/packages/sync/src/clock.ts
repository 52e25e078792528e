const KEPT = 9;
const SLOWEST_MS = 10_000;
const JUMP_MS = 2_000;
const KEY = "sortie.clock_offset_ms";

/** How far this device's clock is from the server's, by the median of what the last answers showed. */
export interface Clock {
  /** One answer: when it was asked and came by this clock, and the server's time in it. */
  sample: (askedAt: number, cameAt: number, serverAt: number) => void;
  /** The server's clock minus this one, in ms; null while nothing was measured. */
  offsetMs: () => number | null;
}

interface Ticking {
  wall: () => number;
  /** Never set by anybody, so that it shows when the wall clock was. */
  steady: () => number;
  kept?: Pick<Storage, "getItem" | "setItem">;
}

/** Half of an answer's way is taken off; slow answers say little and are left out. */
export function newClock({ wall, steady, kept }: Ticking): Clock {
  let seen: number[] = [];
  let base = wall() - steady();
  let stored = read(kept);
  const settle = (): void => {
    const now = wall() - steady();
    // somebody set the clock, or the device slept: what was measured before is of another clock
    if (Math.abs(now - base) > JUMP_MS) {
      seen = [];
      stored = null;
    }
    base = now;
  };
  return {
    sample: (askedAt, cameAt, serverAt) => {
      const way = cameAt - askedAt;
      if (!Number.isFinite(serverAt) || way < 0 || way > SLOWEST_MS) return;
      settle();
      seen = [...seen.slice(1 - KEPT), serverAt - (askedAt + way / 2)];
      stored = median(seen);
      try {
        kept?.setItem(KEY, String(stored));
      } catch {
        // a full or forbidden store: it is measured again after the next start
      }
    },
    offsetMs: () => {
      settle();
      return stored;
    },
  };
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const high = sorted[half] as number;
  return Math.round(sorted.length % 2 ? high : (high + (sorted[half - 1] as number)) / 2);
}

function read(kept: Ticking["kept"]): number | null {
  const text = kept?.getItem(KEY);
  const offset = text ? Number(text) : Number.NaN;
  return Number.isFinite(offset) ? offset : null;
}

/** This device's one clock. */
export const clock: Clock = newClock({
  wall: () => Date.now(),
  steady: () => performance.now(),
  ...(globalThis.localStorage ? { kept: globalThis.localStorage } : {}),
});

/** When an act happens, as it is sent along: by this device's clock, with what that clock is off. */
export function happenedNow(now: number = Date.now()): { occurred_at: string; clock_offset_ms?: number } {
  const offset = clock.offsetMs();
  return {
    occurred_at: new Date(now).toISOString(),
    ...(offset === null ? {} : { clock_offset_ms: offset }),
  };
}
