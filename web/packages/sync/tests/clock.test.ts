import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { happenedNow, newClock } from "../src/clock.ts";

function ticking() {
  const at = { wall: 1_000_000, steady: 0 };
  const store = new Map<string, string>();
  const kept = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  };
  const make = () => newClock({ wall: () => at.wall, steady: () => at.steady, kept });
  return { at, make, store };
}

describe("this device's clock", () => {
  it("is known by the median of its answers, half of their way taken off", () => {
    const clock = ticking().make();
    clock.sample(0, 100, 5050);
    clock.sample(0, 100, 5052);
    clock.sample(0, 9000, 60_000);
    expect(clock.offsetMs()).toBe(5002);
  });

  it("is never believed further off than the way of the answers, whatever their delays", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400_000, max: 86_400_000 }),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(4000)), { minLength: 1, maxLength: 20 }),
        (off, ways) => {
          const clock = ticking().make();
          for (const [there, back] of ways) clock.sample(1000, 1000 + there + back, 1000 + there + off);
          expect(Math.abs((clock.offsetMs() ?? Number.NaN) - off)).toBeLessThanOrEqual(2001);
        },
      ),
    );
  });

  it("is unknown again once somebody set it", () => {
    const { at, make } = ticking();
    const clock = make();
    clock.sample(0, 10, 5);
    at.wall += 3_600_000;
    expect(clock.offsetMs()).toBeNull();
  });

  it("leaves out an answer that took too long, or tells no time", () => {
    const clock = ticking().make();
    clock.sample(0, 60_000, 99);
    clock.sample(0, 10, Number.NaN);
    expect(clock.offsetMs()).toBeNull();
  });

  it("is remembered over a restart without a network", () => {
    const { make } = ticking();
    make().sample(0, 100, 7050);
    expect(make().offsetMs()).toBe(7000);
  });
});

it("an act says when it happened by the device's own clock", () => {
  expect(happenedNow(Date.UTC(2026, 10, 22, 9)).occurred_at).toBe("2026-11-22T09:00:00.000Z");
});
