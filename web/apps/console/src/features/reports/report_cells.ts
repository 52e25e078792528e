import type { Formats } from "@sortie/ui/format.ts";
import type { ColumnType } from "./reports_api.ts";

/** One cell as text; a dash where there is no figure. */
export function cellText(value: unknown, type: ColumnType, formats: Formats): string {
  if (value === null || value === undefined || value === "") return "—";
  if (typeof value === "object") {
    const named = value as { title?: string | null; label?: string; id?: string };
    return named.title ?? named.label ?? named.id ?? "—";
  }
  switch (type) {
    case "date":
      return formats.date(String(value));
    case "integer":
      return formats.number(String(value), 0);
    case "number":
      return formats.number(String(value), 2);
    case "money":
      return formats.money(String(value));
    case "percent":
      return `${formats.number(String(value), 1)}%`;
    case "duration":
      return formats.duration(Number(value));
    default:
      return String(value);
  }
}

export const isFigure = (type: ColumnType): boolean =>
  ["integer", "number", "money", "percent", "duration"].includes(type);

/** For sorting: figures by size, all else by its text. */
export function compare(a: unknown, b: unknown): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== null && b !== null && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a ?? "").localeCompare(String(b ?? ""), "zh");
}
