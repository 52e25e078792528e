import { bytesOf, textOf } from "@sortie/client/passkey.ts";
import type { Row } from "@sortie/client/records.ts";
import { describe, expect, it } from "vitest";
import { browserOf } from "../src/features/account/devices.tsx";
import { choicesOf, fieldOf } from "../src/features/admin/design_form.ts";
import { commandsOf, toggled, withCommands } from "../src/features/admin/grants.ts";
import { isUnder, treeOf } from "../src/features/admin/tree.ts";
import { stickerUrl } from "../src/features/customers/stickers_page.tsx";
import { daysBetween, expiryOf, mondayOf, weekFrom } from "../src/features/people/days.ts";
import { kept } from "../src/features/records/clash_dialog.tsx";
import { mentionedIn } from "../src/features/records/notes.tsx";
import { daysUpTo, namedCounts, perDay, shareOf } from "../src/features/reports/figures.ts";
import { compare } from "../src/features/reports/report_cells.ts";
import { downloadUrl } from "../src/features/reports/reports_api.ts";
import { inputsTold } from "../src/features/settlement/lines.ts";
import { definitionOf, formOf } from "../src/features/settlement/rule_form.ts";

const row = (id: string, values: Record<string, unknown>): Row => ({
  object: "x",
  id,
  version: 1,
  values,
  masked: [],
});

describe("the home figures", () => {
  it("fill days without orders with nought", () => {
    const days = daysUpTo("2026-03-01", 3);
    expect(days).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(perDay([{ keys: ["2026-02-28"], values: { count: 4 } }], days)).toEqual([0, 4, 0]);
  });

  it("have no share of nothing", () => {
    expect(shareOf(0, 0)).toBeNull();
    expect(shareOf(2, 3)).toBe(67);
  });

  it("name groups by link, choice or nothing, the largest first", () => {
    const named = namedCounts(
      [
        { keys: [null], values: { count: 1 } },
        { keys: [{ id: "a", title: "空调" }], values: { count: 3 } },
        { keys: [{ value: "vip", label: "VIP" }], values: { count: 2 } },
      ],
      "—",
    );
    expect(named.map(({ name }) => name)).toEqual(["空调", "VIP", "—"]);
  });
});

describe("a report", () => {
  it("is downloaded with the very conditions on the screen", () => {
    const url = downloadUrl(
      {
        name: "people",
        start: "2026-01-01",
        end: "2026-01-31",
        groups: ["person"],
        filters: { engineer: ["u1"], x: [] },
      },
      "csv",
    );
    const search = new URL(url, "http://x").searchParams;
    expect(search.get("group_by")).toBe("person");
    expect(JSON.parse(search.get("filter") ?? "")).toEqual({
      and: [{ field: "engineer", op: "in", value: ["u1"] }],
    });
  });

  it("sorts figures by size, not as text", () => {
    expect(compare("9", "10")).toBeLessThan(0);
  });
});

describe("a price rule", () => {
  const stored = {
    base: "80.00",
    included_min: 30,
    step_min: 30,
    level_percent: { "4": "20" },
    bands: [
      { kind: "night", percent: "50", start: "22:00", end: "06:00" },
      { kind: "holiday", percent: "100" },
    ],
    contract: "HT-001",
  };

  it("comes back from the form as it was, with what the form doesn't know", () => {
    expect(definitionOf(formOf(stored), stored)).toMatchObject(stored);
  });

  it("tells what a line was worked out from, without empty surcharges", () => {
    expect(inputsTold({ base: "80.00", band: "", band_percent: "0" }, (label) => label.zh)).toEqual([
      "基础价 80",
    ]);
  });
});

describe("rights", () => {
  const grant = row("g", { object: "bill", actions: ["read", "command:issue"] });

  it("keep the commands when an action is ticked", () => {
    expect(toggled(grant, "export", true)).toEqual(["read", "command:issue", "export"]);
  });

  it("spell «everything» out when one part is taken away", () => {
    const left = toggled(row("g", { actions: ["*"] }), "delete", false);
    expect(left).not.toContain("*");
    expect(left).not.toContain("delete");
    expect(left).toContain("read");
  });

  it("replace commands by name", () => {
    expect(commandsOf(grant)).toEqual(["issue"]);
    expect(withCommands(grant, ["pay"])).toEqual(["read", "command:pay"]);
  });
});

describe("the organisation", () => {
  const rows = [
    row("hq", { name: "总部", parent: null }),
    row("d", { name: "部门", parent: { id: "hq", title: "总部" } }),
    row("t", { name: "班组", parent: { id: "d", title: "部门" } }),
    row("lost", { name: "别处", parent: { id: "unseen", title: null } }),
  ];

  it("is a tree; a unit whose parent isn't seen stands at the top", () => {
    expect(treeOf(rows).map(({ key }) => key)).toEqual(["hq", "lost"]);
  });

  it("never lets a unit hang under itself", () => {
    expect(isUnder(rows, "t", "hq")).toBe(true);
    expect(isUnder(rows, "hq", "t")).toBe(false);
  });
});

describe("people", () => {
  it("have weeks that begin on Monday", () => {
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(weekFrom("2026-11-16").at(-1)).toBe("2026-11-22");
    expect(daysBetween("2026-02-28", "2026-03-01")).toBe(1);
  });

  it("hold papers that expire on a day that still counts", () => {
    expect(expiryOf("2026-11-22", "2026-11-22")).toBe("soon");
    expect(expiryOf("2026-11-21", "2026-11-22")).toBe("expired");
    expect(expiryOf("2027-06-01", "2026-11-22")).toBe("holds");
    expect(expiryOf(null, "2026-11-22")).toBe("none");
  });
});

describe("records", () => {
  it("leave to the other what the reader gave up in a clash", () => {
    expect(kept({ a: 1, b: 2 }, { a: "theirs", b: "mine" })).toEqual({ b: 2 });
  });

  it("tell only the people really named in a note", () => {
    const known = [
      { id: "1", title: "李立" },
      { id: "2", title: "王五" },
    ];
    expect(mentionedIn("@李立 请看一下", known)).toEqual(["1"]);
  });
});

describe("a field made at run time", () => {
  it("reads its choices line by line", () => {
    expect(choicesOf("good=好/Good\n\n一般")).toEqual([
      { value: "good", label: { zh: "好", en: "Good" } },
      { value: "c2", label: { zh: "一般", en: "一般" } },
    ]);
  });

  it("is sent with what its type needs and no more", () => {
    expect(fieldOf({ name: "x", zh: "甲", en: "", type: "link", target: "asset" })).toMatchObject({
      label: { zh: "甲", en: "甲" },
      options: { object: "asset" },
    });
  });
});

describe("small forms", () => {
  it("base64url comes back as it went", () => {
    expect(textOf(bytesOf("-_8AAQ").buffer)).toBe("-_8AAQ");
  });

  it("a sticker leads to the company's door with the asset chosen", () => {
    expect(stickerUrl("https://x.cn", "demo", "a b")).toBe("https://x.cn/p/demo/a/a%20b");
  });

  it("a browser is named by what people call it", () => {
    expect(browserOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/130 Safari/537")).toBe(
      "Chrome · Linux",
    );
    expect(browserOf("sortie-cli")).toBe("sortie-cli");
  });
});
