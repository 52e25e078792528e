import type { FieldMeta, ObjectMeta } from "@sortie/client/metadata.ts";
import { type FilterTree, type Reference, records } from "@sortie/client/records.ts";
import { fieldType } from "@sortie/forms/registry.ts";
import type { Conditions } from "../../kit/conditions.ts";

interface Leaf {
  field: string;
  op: string;
  value?: unknown;
}

/** The conditions directly under a tree's first branch; what is nested deeper was not made by this screen. */
export function leavesOf(tree: FilterTree | null | undefined): Leaf[] {
  if (!tree) return [];
  if ("field" in tree) return [tree];
  const inner = "and" in tree ? tree.and : "or" in tree ? tree.or : [];
  return inner.filter((one): one is Leaf => "field" in one);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const targetOf = (field: FieldMeta | undefined): string | null => {
  if (!field || fieldType(field).filter !== "record") return null;
  if (field.type === "department") return "org_unit";
  return field.options.object ?? "user";
};

/** A stored filter as the builder shows it; references are looked up by their ids for their names. */
export async function conditionsOf(object: ObjectMeta, tree: FilterTree | null): Promise<Conditions> {
  const all = await Promise.all(
    leavesOf(tree).map(async ({ field: name, op, value }) => {
      const target = targetOf(object.fields.find((one) => one.name === name));
      const ids = (Array.isArray(value) ? value : [value]).map(String).filter((id) => UUID.test(id));
      const named = target && ids.length > 0 ? await titles(target, ids) : null;
      const shown = named ? (Array.isArray(value) ? named : named[0]) : value;
      return { key: crypto.randomUUID(), field: name, op, value: shown ?? null };
    }),
  );
  return { join: tree && "or" in tree ? "or" : "and", all };
}

async function titles(object: string, ids: string[]): Promise<Reference[]> {
  const found = await records
    .list(object, { filter: { field: "id", op: "in", value: ids }, limit: ids.length })
    .catch(() => null);
  return ids.map((id) => {
    const row = found?.records.find((one) => one.id === id);
    const title = row ? (row.values.name ?? row.values.title ?? row.values.number) : null;
    return { id, title: title ? String(title) : null };
  });
}
