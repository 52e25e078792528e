import { describe, expect, it } from "vitest";
import {
  calendarOf,
  daysFromText,
  hoursProblem,
  hoursTotal,
  type PublicDay,
  planOf,
  pressed,
  withDay,
  withDays,
  yearOf,
} from "../src/features/dispatch/setup/calendar_rules.ts";
import { servingChanges } from "../src/features/dispatch/setup/use_area_save.ts";

const NONE = new Map<string, PublicDay>();
const CN = new Map<string, PublicDay>([
  ["2026-10-01", { date: "2026-10-01", kind: "holiday", name: "国庆节" }],
  ["2026-10-10", { date: "2026-10-10", kind: "workday", name: "国庆节调休" }],
]);

describe("a working calendar", () => {
  const office = calendarOf(null);

  it("works office hours with a break until somebody says otherwise", () => {
    expect(planOf(office, "2026-10-12", NONE)).toMatchObject({
      kind: "work",
      hours: ["09:00-12:00", "13:30-18:00"],
    });
    expect(planOf(office, "2026-10-11", NONE)).toMatchObject({ kind: "off", hours: [] });
    expect(hoursTotal(office.weekly.mon)).toBe(7.5);
  });

  it("keeps China's holidays and make-up days where it follows them, and not where it doesn't", () => {
    expect(planOf(office, "2026-10-01", CN)).toMatchObject({ kind: "holiday", name: "国庆节" });
    expect(planOf(office, "2026-10-10", CN)).toMatchObject({ kind: "workday", hours: office.weekly.mon });
    const own = { ...office, public_holidays: "" as const };
    expect(planOf(own, "2026-10-01", CN).kind).toBe("work");
  });

  it("turns a day by one press and takes it back by the next", () => {
    const free = pressed(office, "2026-10-12", CN);
    expect(planOf(free, "2026-10-12", CN)).toMatchObject({ kind: "holiday", own: true });
    expect(pressed(free, "2026-10-12", CN)).toEqual(office);
    const worked = pressed(office, "2026-10-11", CN);
    expect(planOf(worked, "2026-10-11", CN)).toMatchObject({ kind: "workday", hours: office.weekly.mon });
    const opened = pressed(office, "2026-10-01", CN);
    expect(planOf(opened, "2026-10-01", CN)).toMatchObject({ kind: "workday", own: true });
  });

  it("keeps its own days in order and each once", () => {
    const made = withDay(
      withDay(office, "2026-12-31", { kind: "hours", hours: ["09:00-12:00"] }),
      "2026-01-02",
      {
        kind: "holiday",
      },
    );
    expect(made.special_days.map((day) => day.date)).toEqual(["2026-01-02", "2026-12-31"]);
    expect(withDay(made, "2026-01-02", { kind: "holiday", name: "店庆" }).special_days).toHaveLength(2);
    expect(planOf(made, "2026-12-31", NONE).hours).toEqual(["09:00-12:00"]);
  });

  it("refuses hours that overlap or aren't hours", () => {
    expect(hoursProblem(["09:00-12:00", "11:00-18:00"])).toBe("overlap");
    expect(hoursProblem(["9-12"])).toBe("shape");
    expect(hoursProblem(["22:00-06:00"])).toBeNull();
    expect(hoursProblem(["00:00-24:00"])).toBeNull();
  });

  it("reads a pasted list and names the lines it can't", () => {
    const list = daysFromText("2027-02-06,休,春节\n2027年2月20日 班\n\n2027-02-30,休\nhello");
    expect(list.days).toEqual([
      { date: "2027-02-06", kind: "holiday", name: "春节" },
      { date: "2027-02-20", kind: "workday", name: "" },
    ]);
    expect(list.bad).toEqual([4, 5]);
    expect(planOf(withDays(office, list.days), "2027-02-20", NONE).kind).toBe("workday");
  });

  it("lays a year out in months from Monday on", () => {
    const months = yearOf(2026);
    expect(months).toHaveLength(12);
    expect(months[1]?.days).toHaveLength(28);
    expect(months[0]?.blanks).toBe(3);
    expect(yearOf(2028)[1]?.days).toHaveLength(29);
  });
});

describe("who serves an area", () => {
  const person = (id: string, areas: string[]) => ({
    object: "field_resource",
    id,
    version: 1,
    masked: [],
    values: { areas: areas.map((area) => ({ id: area, title: area })) },
  });

  it("changes only those who come or go, and leaves their other areas", () => {
    const changes = servingChanges(
      "west",
      [person("a", ["west", "east"]), person("b", ["east"]), person("c", ["west"])],
      ["a", "c"],
      ["b", "c"],
    );
    expect(changes.map(({ person: { id }, areas }) => [id, areas])).toEqual([
      ["a", ["east"]],
      ["b", ["east", "west"]],
    ]);
  });
});
