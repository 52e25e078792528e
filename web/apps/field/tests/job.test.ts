import { describe, expect, it } from "vitest";
import { viewCheckIn } from "../src/features/job/check_in.ts";
import { asidesOf, mayWork, nextStep } from "../src/features/job/next_step.ts";
import type { Checklist, Job, VisitState } from "../src/kit/field_api.ts";

const SITE = { lon: 117.0215, lat: 36.6665 };
const METRE_LAT = 1 / 111_195;

function jobIn(state: VisitState, action: string | null, missing: number, order = "in_progress") {
  return {
    appointment: { state, next_action: action },
    order: { state: order },
    steps: { items: [], missing: Array.from({ length: missing }, (_, n) => ({ key: `k${n}` })) },
  } as unknown as Pick<Job, "appointment" | "order" | "steps"> & { steps: Checklist };
}

describe("the one next step", () => {
  it("is the server's next action", () => {
    expect(nextStep(jobIn("dispatched", "accept", 3))).toEqual({ do: "accept" });
    expect(nextStep(jobIn("paused", "resume", 0))).toEqual({ do: "resume" });
  });

  it("is the checklist while a required step is missing, then to finish", () => {
    expect(nextStep(jobIn("working", "finish", 2))).toEqual({ do: "checklist", missing: 2 });
    expect(nextStep(jobIn("working", "finish", 0))).toEqual({ do: "finish" });
  });

  it("is the customer's word once the work is finished and waits for it", () => {
    expect(nextStep(jobIn("completed", null, 0, "pending_acceptance"))).toEqual({ do: "acceptance" });
    expect(nextStep(jobIn("completed", null, 0, "accepted"))).toEqual({ do: "nothing" });
  });
});

describe("the menu beside it", () => {
  it("offers a note in every state and nothing else once the visit is over", () => {
    expect(asidesOf("completed")).toEqual(["note"]);
    expect(asidesOf("working").at(-1)).toBe("note");
  });

  it("offers «nobody there» only at the door, and «pause» only at work", () => {
    const states: VisitState[] = ["dispatched", "accepted", "en_route", "arrived", "working", "paused"];
    expect(states.filter((state) => asidesOf(state).includes("nobody"))).toEqual(["arrived"]);
    expect(states.filter((state) => asidesOf(state).includes("pause"))).toEqual(["working"]);
  });

  it("lets work be written only between arriving and finishing", () => {
    expect(mayWork("en_route")).toBe(false);
    expect(mayWork("arrived")).toBe(true);
    expect(mayWork("completed")).toBe(false);
  });
});

describe("a check-in", () => {
  const at = (metres: number, accuracy_m: number) => ({
    lon: SITE.lon,
    lat: SITE.lat + metres * METRE_LAT,
    accuracy_m,
    fix_age_s: 2,
  });

  it("inside the fence has no doubts", () => {
    const view = viewCheckIn(at(150, 20), SITE, "200");
    expect(view.doubts).toEqual([]);
    expect(view.distance).toBeCloseTo(150, 0);
  });

  it("forgives the fix's own error, but no more than 50 m of it", () => {
    expect(viewCheckIn(at(230, 40), SITE, "200").doubts).toEqual([]);
    expect(viewCheckIn(at(260, 190), SITE, "200").doubts).toEqual(["outside"]);
  });

  it("doubts an old or a rough fix, and none at all", () => {
    expect(viewCheckIn({ ...at(10, 20), fix_age_s: 300 }, SITE, "200").doubts).toEqual(["stale"]);
    expect(viewCheckIn(at(10, 400), SITE, "200").doubts).toEqual(["inaccurate"]);
    expect(viewCheckIn(null, SITE, "200")).toEqual({ distance: null, doubts: ["no_fix"] });
  });

  it("has no fence to be outside of when the job has no position", () => {
    expect(viewCheckIn(at(9000, 20), null, null).doubts).toEqual([]);
  });
});
