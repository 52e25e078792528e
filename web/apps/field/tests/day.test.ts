import { describe, expect, it } from "vitest";
import { daysLeft } from "../src/features/me/days_left.ts";
import { targetOf } from "../src/features/messages/target.ts";
import { daysOn, leftOf, visitsOf } from "../src/features/today/days.ts";
import type { VisitBrief } from "../src/kit/field_api.ts";
import { placeOf } from "../src/kit/geo.ts";
import { REPORT_EVERY_MS, worthSending } from "../src/kit/position_rules.ts";
import { readablePhone } from "../src/kit/reach.tsx";
import { runningClock } from "../src/kit/sla.ts";

const visit = (planned_start: string, planned_end: string, next_action: string | null) =>
  ({ planned_start, planned_end, next_action }) as VisitBrief;

describe("the day", () => {
  it("goes on by calendar days over the end of a month and of summer time", () => {
    expect(daysOn("2026-02-28", 1)).toBe("2026-03-01");
    expect(daysOn("2026-03-01", -1)).toBe("2026-02-28");
  });

  it("shows what is left from before today only, not under tomorrow", () => {
    const old = visit("2026-11-22T01:00:00Z", "2026-11-22T02:00:00Z", "start");
    const next = visit("2026-11-24T01:00:00Z", "2026-11-24T02:00:00Z", "accept");
    expect(visitsOf([old, next], "2026-11-24", false)).toEqual([next]);
    expect(visitsOf([old], "2026-11-23", true)).toEqual([old]);
  });

  it("counts as left what still has a next step", () => {
    expect(leftOf([visit("", "", "start"), visit("", "", null)])).toBe(1);
  });

  it("counts a certificate's days to its date, below 0 once it has passed", () => {
    expect(daysLeft("2026-12-01", "2026-11-23")).toBe(8);
    expect(daysLeft("2026-11-22", "2026-11-23")).toBe(-1);
  });
});

describe("the running promise", () => {
  const dues = { respond_by: "R", arrive_due: "A", finish_due: "F", sla_left_s: null };

  it("is to answer, then to arrive, then to finish, then none", () => {
    expect(runningClock({ ...dues, state: "dispatched" })?.kind).toBe("respond");
    expect(runningClock({ ...dues, state: "en_route" })?.kind).toBe("arrive");
    expect(runningClock({ ...dues, state: "working" })?.kind).toBe("finish");
    expect(runningClock({ ...dues, state: "completed" })).toBeNull();
  });

  it("stands with what is left where a pause stops the clock, and runs on where it doesn't", () => {
    const stands = runningClock({ ...dues, state: "paused", sla_left_s: { finish: 5400 } });
    expect(stands).toEqual({ kind: "finish", until: "F", leftS: 5400 });
    expect(runningClock({ ...dues, state: "paused" })?.leftS).toBeNull();
  });
});

describe("the position", () => {
  const here = { lon: 117, lat: 36 };
  const there = { lon: 117.01, lat: 36 };

  it("is sent at once at first, then never more often than every two minutes", () => {
    expect(worthSending(here, null, false, 0)).toBe(true);
    expect(worthSending(there, { place: here, at: 0 }, true, REPORT_EVERY_MS - 1)).toBe(false);
  });

  it("is sent again only when the person moved or is on the way", () => {
    const last = { place: here, at: 0 };
    expect(worthSending(here, last, false, REPORT_EVERY_MS)).toBe(false);
    expect(worthSending(there, last, false, REPORT_EVERY_MS)).toBe(true);
    expect(worthSending(here, last, true, REPORT_EVERY_MS)).toBe(true);
  });

  it("carries its error and its age", () => {
    const fix = { coords: { longitude: 117, latitude: 36, accuracy: 14.6 }, timestamp: 1_000 };
    expect(placeOf(fix as GeolocationPosition, 9_400)).toMatchObject({ accuracy_m: 15, fix_age_s: 8 });
  });
});

describe("a message", () => {
  it("leads to the job, the offers or the statement it is about", () => {
    expect(targetOf({ about_object: "work_order", about_record: "7" })).toBe("/orders/7/job");
    expect(targetOf({ about_object: "appointment", about_record: "7" })).toBe("/jobs/7");
    expect(targetOf({ event: "dispatch.offer_opened", about_object: "work_order", about_record: "7" })).toBe(
      "/offers",
    );
    expect(targetOf({ about_object: "bill", about_record: "7" })).toBeNull();
    expect(targetOf({})).toBeNull();
  });
});

describe("a phone number", () => {
  it("is written in groups when it is a mainland mobile", () => {
    expect(readablePhone("+8613800005678")).toBe("138 0000 5678");
    expect(readablePhone("0531-8888")).toBe("0531-8888");
  });
});
