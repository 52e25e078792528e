import { objectOf } from "@sortie/client/metadata.ts";
import { say } from "@sortie/ui/language.ts";
import { describe, expect, it } from "vitest";
import { menuItems } from "../src/app/menu.tsx";
import { conditionsFrom, conditionsText, treeOf } from "../src/kit/conditions.ts";

describe("the filter tree", () => {
  it("leaves unfinished rows out and sends ids for references", () => {
    const tree = treeOf({
      join: "or",
      all: [
        { key: "1", field: "name", op: "contains", value: "" },
        { key: "2", field: "engineer", op: "in", value: [{ id: "u1", title: "王" }] },
        { key: "3", field: "owner_id", op: "is_me", value: null },
        { key: "4", field: "amount", op: "between", value: ["1", ""] },
      ],
    });
    expect(tree).toEqual({
      or: [
        { field: "engineer", op: "in", value: ["u1"] },
        { field: "owner_id", op: "is_me" },
      ],
    });
  });

  it("survives the address bar, and rubbish there is no filter", () => {
    const kept = { join: "and" as const, all: [{ key: "1", field: "a", op: "eq", value: "x" }] };
    expect(conditionsFrom(conditionsText(kept))).toEqual(kept);
    expect(treeOf(conditionsFrom("{broken"))).toBeNull();
  });
});

describe("the navigation", () => {
  const object = (name: string, module: string, actions: string[]) =>
    objectOf({
      name,
      module,
      actions,
      label: { zh: name, en: name },
      fields: [{ name: "name", type: "text" }],
      layouts: { list: ["name"] },
    });

  it("shows only objects this actor may read, and made-up ones under «other»", () => {
    const items = menuItems(
      {
        a: object("a", "customers", ["read"]),
        b: object("b", "customers", []),
        c: object("c", "made_up", ["read"]),
      },
      [],
      say,
    );
    const written = JSON.stringify(items, (key, value: unknown) => (key === "icon" ? undefined : value));
    expect(written).toContain("/records/a");
    expect(written).not.toContain("/records/b");
    expect(items.at(-1)).toMatchObject({ key: "other" });
  });
});
