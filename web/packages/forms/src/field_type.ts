import type { FieldMeta } from "@sortie/client/metadata.ts";
import type { FieldTies } from "@sortie/ui/field.tsx";
import type { Text } from "@sortie/ui/language.ts";
import type { FC } from "react";

export interface FieldInputProps {
  field: FieldMeta;
  value: unknown;
  onChange: (value: unknown) => void;
  ties: FieldTies;
  disabled?: boolean | undefined;
}

export interface FieldDisplayProps {
  field: FieldMeta;
  value: unknown;
  /** In a table cell or list row: one line, thumbnails instead of pictures. */
  brief?: boolean | undefined;
}

export type FilterInput = "text" | "number" | "moment" | "choice" | "record" | "switch" | "none";

/** One field type on the web: one input, one display, and how it is checked, filtered and aligned. */
export interface FieldType {
  Input: FC<FieldInputProps>;
  Display: FC<FieldDisplayProps>;
  /** The problem with a filled-in value, in the server's own words; null when it is fine. */
  check?: (field: FieldMeta, value: unknown) => Problem | null;
  /** How the value goes out; without it, as it is. */
  toWire?: (value: unknown) => unknown;
  operators: readonly string[];
  filter: FilterInput;
  align?: "end";
  sortable?: boolean;
  /** True when a person never fills it in. */
  system?: boolean;
}

export interface Problem {
  text: Text;
  filling?: Record<string, string | number>;
}

export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

export const asText = (value: unknown): string =>
  value === null || value === undefined ? "" : String(value);
