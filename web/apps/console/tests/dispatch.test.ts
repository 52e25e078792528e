import { boundsOf } from "@sortie/map/geometry.ts";
import { setTimeZone } from "@sortie/ui/format.ts";
import { say } from "@sortie/ui/language.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { rowsOf } from "../src/features/dispatch/board/rows.ts";
import { droppedAt, hoursOf, momentAtPx, scaleOf, stripsOf } from "../src/features/dispatch/board/scale.ts";
import type { Block, Lane } from "../src/features/dispatch/desk/api.ts";
import {
  draftForNew,
  draftOf,
  EMPTY,
  gapsIn,
  windowPresets,
  wishOf,
} from "../src/features/dispatch/intake/draft.ts";
import { clustersOf } from "../src/features/dispatch/map/clusters.ts";
import { billableTotal, lineSum } from "../src/features/dispatch/orders/line_sums.ts";
import { faceOf } from "../src/features/dispatch/orders/sla_clocks.tsx";
import { limitsText, verdictOf } from "../src/features/dispatch/orders/step_verdict.ts";
import { whyLeft } from "../src/features/dispatch/queue/auto_result.tsx";
import { stepIn } from "../src/features/dispatch/queue/keyboard.ts";
import { filterOf, sortOf } from "../src/features/dispatch/queue/tabs.ts";
import { moved, newStep, removed, type Step, toWire } from "../src/features/dispatch/setup/steps.ts";
import { targetsOf } from "../src/features/dispatch/setup/targets.ts";

beforeAll(() => setTimeZone("Asia/Shanghai"));

const block = (start: string, end: string): Block =>
  ({ id: start, planned_start: start, planned_end: end, engineer: "e" }) as Block;

describe("the board's time axis", () => {
  const scale = scaleOf("2026-11-23", "3days", [8, 20]);

  it("asks the server for whole days of the company, wherever the browser is", () => {
    expect(scale.start).toBe("2026-11-22T16:00:00.000Z");
    expect(scale.end).toBe("2026-11-25T16:00:00.000Z");
  });

  it("puts a moment where it is read back from", () => {
    for (const moment of ["2026-11-23T01:30:00Z", "2026-11-24T00:00:00Z", "2026-11-25T11:45:00Z"]) {
      const [strip] = stripsOf(scale, moment, new Date(Date.parse(moment) + 900_000).toISOString());
      expect(new Date(momentAtPx(scale, strip?.left ?? -1)).getTime()).toBe(Date.parse(moment));
    }
  });

  it("leaves nights out: work over midnight is one piece a day", () => {
    expect(stripsOf(scale, "2026-11-23T10:00:00Z", "2026-11-24T02:00:00Z")).toHaveLength(2);
    expect(stripsOf(scale, "2026-11-23T13:00:00Z", "2026-11-23T14:00:00Z")).toEqual([]);
  });

  it("drops to the quarter of an hour and keeps the length", () => {
    const at = droppedAt(scale, scale.pxPerMs * 7_000_000, 5_400_000);
    expect(at).toEqual({ start: "2026-11-23T02:00:00.000Z", end: "2026-11-23T03:30:00.000Z" });
  });

  it("grows for early and late shifts", () => {
    const lane = {
      shifts: [{ starts_at: "2026-11-22T22:00:00Z", ends_at: "2026-11-23T15:30:00Z", breaks: [] }],
    };
    expect(hoursOf([lane as unknown as Lane], [], ["2026-11-23"])).toEqual([6, 24]);
    expect(hoursOf([], [], ["2026-11-23"])).toEqual([7, 21]);
  });

  it("stacks blocks that overlap, and no others", () => {
    const rows = rowsOf([
      block("2026-11-23T01:00:00Z", "2026-11-23T03:00:00Z"),
      block("2026-11-23T02:00:00Z", "2026-11-23T04:00:00Z"),
      block("2026-11-23T03:00:00Z", "2026-11-23T05:00:00Z"),
    ]);
    expect(rows.map((row) => row.length)).toEqual([2, 1]);
  });
});

describe("the intake form", () => {
  it("takes what was typed as a number or as a name", () => {
    expect(draftForNew("138 0000 5678")).toMatchObject({
      contactPhone: "138 0000 5678",
      newCustomer: { name: "" },
    });
    expect(draftForNew("王女士")).toMatchObject({ contactPhone: "", newCustomer: { name: "王女士" } });
  });

  it("fills in the only place of a known caller and asks where there are more", () => {
    const caller = {
      id: "c",
      name: "王",
      phone: "1",
      contacts: [],
      assets: [],
      history: [],
      sites: [{ id: "s1" }],
    };
    expect(draftOf(caller as never).site).toBe("s1");
    expect(draftOf({ ...caller, sites: [{ id: "s1" }, { id: "s2" }] } as never).site).toBeNull();
  });

  it("sends nothing empty, and a new place only with somebody to hang it on", () => {
    const draft = {
      ...draftForNew("13800005678"),
      description: " 漏水 ",
      newSite: { name: "", address: "泉城路 1 号", place: null },
    };
    expect(wishOf(draft, true, "id")).toEqual({
      id: "id",
      channel: "phone",
      convert: true,
      new_customer: { name: "", kind: "person", phone: "13800005678" },
      new_site: { name: "泉城路 1 号", address_text: "泉城路 1 号" },
      address_text: "泉城路 1 号",
      contact_phone: "13800005678",
      description: "漏水",
      priority: "normal",
    });
    expect(
      wishOf({ ...EMPTY, newSite: { name: "", address: "a", place: null } }, false, "id"),
    ).not.toHaveProperty("new_site");
  });

  it("names what an order still needs", () => {
    expect(Object.keys(gapsIn(EMPTY, true)).sort()).toEqual([
      "contactPhone",
      "customer",
      "description",
      "workType",
    ]);
    expect(gapsIn({ ...EMPTY, customer: "c", workType: "t" }, true)).toEqual({});
  });

  it("offers windows on the company's clock and none that is nearly over", () => {
    const presets = windowPresets(new Date("2026-11-23T03:30:00Z"));
    expect(presets[0]).toMatchObject({
      key: "0-pm",
      span: { start: "2026-11-23T05:00:00Z", end: "2026-11-23T10:00:00Z" },
    });
    expect(presets.map((one) => one.key)).toContain("1-am");
  });
});

describe("the queue", () => {
  it("turns the address bar into one filter", () => {
    expect(filterOf({ tab: "late", area: "a,b" })).toEqual({
      and: [
        { field: "sla_state", op: "eq", value: "breached" },
        { field: "state", op: "category", value: "open" },
        { field: "area", op: "in", value: ["a", "b"] },
      ],
    });
    expect(filterOf({ tab: "all" })).toBeNull();
    expect(sortOf({})).toBe("finish_due");
  });

  it("moves along the rows and stays inside", () => {
    const rows = [{ id: "a" }, { id: "b" }];
    expect(stepIn(rows, null, 1)).toBe("a");
    expect(stepIn(rows, "b", 1)).toBe("b");
    expect(stepIn([], "b", -1)).toBeNull();
  });

  it("says why nobody came, commonest first", () => {
    const reason = (zh: string) => ({ reasons: [{ text: { zh, en: zh } }] });
    const told = whyLeft({ excluded: [reason("请假"), reason("缺技能"), reason("缺技能")] }, say);
    expect(told.indexOf("缺技能")).toBeLessThan(told.indexOf("请假"));
  });
});

describe("the order page", () => {
  it("adds money without losing a cent", () => {
    expect(lineSum({ quantity: "3.0000", price: "0.10" })).toBe("0.30");
    expect(lineSum({ quantity: "0.6", price: "180" })).toBe("108.00");
    expect(
      billableTotal([
        { quantity: "1", price: "0.105", billable: true },
        { quantity: "9", price: "9" },
      ]),
    ).toBe("0.11");
  });

  it("tells a promise kept, kept late, paused, running and broken apart", () => {
    const now = new Date("2026-11-23T10:00:00Z");
    const due_at = "2026-11-23T09:00:00Z";
    expect(faceOf({ due_at, met_at: "2026-11-23T08:00:00Z" }, now)).toBe("met");
    expect(faceOf({ due_at, met_at: "2026-11-23T09:30:00Z" }, now)).toBe("met_late");
    expect(faceOf({ due_at, pauses: [{ start: "x", end: null }] }, now)).toBe("paused");
    expect(faceOf({ due_at }, now)).toBe("late");
    expect(faceOf({ due_at: "2026-11-23T11:00:00Z" }, now)).toBe("running");
  });

  it("marks an answer outside its limits", () => {
    const item = { key: "p", kind: "number", title: "压力", min: 0.2, max: 0.6, visible: true };
    const answer = (value: unknown) => ({ value, files: [], done_at: null, skipped_reason: "" });
    expect(verdictOf({ ...item, answer: answer("0.72") })).toBe("failed");
    expect(verdictOf({ ...item, answer: answer(0.2) })).toBe("done");
    expect(verdictOf({ ...item, answer: null })).toBe("open");
    expect(limitsText({ min: 0.2, max: 0.6, unit: "MPa" })).toBe("0.2–0.6 MPa");
  });
});

describe("the map", () => {
  it("draws points that lie together as one", () => {
    const points = [0, 3, 100].map((lon) => ({ lon, lat: 1, item: lon }));
    const found = clustersOf(points, ({ lon, lat }) => ({ x: lon, y: lat }), 40);
    expect(found.map((one) => one.items)).toEqual([[0, 3], [100]]);
    expect(boundsOf([])).toBeNull();
  });
});

describe("the setup forms", () => {
  const steps: Step[] = [
    { key: "a", kind: "check", title: "A" },
    { key: "b", kind: "text", title: "B", show_if: { key: "a", equals: false } },
  ];

  it("never lets a condition point forward", () => {
    expect(moved(steps, 1, -1).map((step) => [step.key, step.show_if])).toEqual([
      ["b", undefined],
      ["a", undefined],
    ]);
    expect(removed(steps, 0)[0]?.show_if).toBeUndefined();
    expect(moved(steps, 0, -1)).toBe(steps);
  });

  it("gives a new step a key of its own and sends only what its kind knows", () => {
    expect(newStep([{ key: "s2", kind: "text", title: "" }]).key).toBe("s3");
    expect(
      toWire([{ key: "n", kind: "number", title: " N ", min: 0, max: null, choices: ["x"], count: 2 }]),
    ).toEqual([{ key: "n", kind: "number", title: "N", min: 0 }]);
  });

  it("keeps only promises that are made", () => {
    const targets = targetsOf({
      minutes: { urgent: { respond: 15, arrive: null }, low: { respond: null } },
      pausing: ["part"],
      warn: [100, 75, 75],
    });
    expect(targets).toEqual({
      minutes: { urgent: { respond: 15 } },
      pausing: ["part"],
      warn_percent: [75, 100],
    });
  });
});
