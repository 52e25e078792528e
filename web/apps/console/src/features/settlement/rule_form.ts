/** A price rule's definition as the form holds it; see the server's price_form for the wire. */
export interface RuleForm {
  base: string;
  included_min: number;
  hour_price: string;
  step_min: number;
  free_km: string;
  km_price: string;
  part_markup_percent: string;
  discount_percent: string;
  minimum: string;
  levels: { level: string; percent: string }[];
  bands: { kind: "night" | "holiday" | "off_hours"; percent: string; start: string; end: string }[];
  warranty_free: string[];
  contract_free: string[];
  rework_free: boolean;
}

export const CHARGES = ["base", "labour", "distance", "part", "service"] as const;
const FREE = ["base", "labour", "distance"];
const AMOUNTS = [
  "base",
  "hour_price",
  "free_km",
  "km_price",
  "part_markup_percent",
  "discount_percent",
  "minimum",
] as const;

type Plain = Record<string, unknown>;

/** The stored definition, with every absent part at what the server takes it for. */
export function formOf(definition: unknown): RuleForm {
  const given = (definition ?? {}) as Plain;
  const text = (name: string): string => String(given[name] ?? "0");
  const bands = (given.bands ?? []) as Plain[];
  return {
    base: text("base"),
    hour_price: text("hour_price"),
    free_km: text("free_km"),
    km_price: text("km_price"),
    part_markup_percent: text("part_markup_percent"),
    discount_percent: text("discount_percent"),
    minimum: text("minimum"),
    included_min: Number(given.included_min ?? 0),
    step_min: Number(given.step_min ?? 30),
    levels: Object.entries((given.level_percent ?? {}) as Record<string, string>).map(([level, percent]) => ({
      level,
      percent,
    })),
    bands: bands.map((band) => ({
      kind: band.kind as RuleForm["bands"][number]["kind"],
      percent: String(band.percent ?? "0"),
      start: String(band.start ?? "22:00"),
      end: String(band.end ?? "06:00"),
    })),
    warranty_free: (given.warranty_free as string[] | undefined) ?? FREE,
    contract_free: (given.contract_free as string[] | undefined) ?? FREE,
    rework_free: given.rework_free !== false,
  };
}

/** What goes to the server; keys the form doesn't know are kept as they were. */
export function definitionOf(form: RuleForm, before: unknown): Plain {
  const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, form[name] || "0"]));
  return {
    ...((before ?? {}) as Plain),
    ...amounts,
    included_min: form.included_min,
    step_min: form.step_min,
    level_percent: Object.fromEntries(
      form.levels.filter(({ level }) => level).map(({ level, percent }) => [level, percent || "0"]),
    ),
    bands: form.bands.map(({ kind, percent, start, end }) =>
      kind === "night" ? { kind, percent: percent || "0", start, end } : { kind, percent: percent || "0" },
    ),
    warranty_free: form.warranty_free,
    contract_free: form.contract_free,
    rework_free: form.rework_free,
  };
}
