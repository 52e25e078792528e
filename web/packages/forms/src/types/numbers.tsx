import type { FieldMeta } from "@sortie/client/metadata.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { asText, type FieldDisplayProps, type FieldType, type Problem } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

const operators = ["eq", "ne", "gt", "gte", "lt", "lte", "between", "is_null", "not_null"] as const;

/** Decimals travel and are held as text ("12.50"): a float would change them. */
const checkNumber = (field: FieldMeta, value: unknown): Problem | null => {
  const written = asText(value).trim();
  if (!/^-?\d+(\.\d+)?$/.test(written)) return { text: fieldWords.badNumber };
  const digits = field.options.digits ?? 4;
  if ((written.split(".")[1] ?? "").length > digits)
    return { text: fieldWords.tooManyDigits, filling: { digits } };
  const { min, max } = field.options;
  if (min !== undefined && Number(written) < Number(min))
    return { text: fieldWords.tooSmall, filling: { min } };
  if (max !== undefined && Number(written) > Number(max))
    return { text: fieldWords.tooLarge, filling: { max } };
  return null;
};

function numberType(
  defaultDigits: number,
  show: (formats: ReturnType<typeof useFormats>, value: string, props: FieldDisplayProps) => string,
  sides: (currency: string | undefined, unit: string) => { before?: string; after?: string },
): FieldType {
  return {
    Input: ({ field, value, onChange, ties, disabled }) => {
      const { Number: NumberWidget } = useForms().widgets;
      const say = useSay();
      const { unit, currency, digits } = field.options;
      const unitText = unit === undefined ? "" : typeof unit === "string" ? unit : say(unit);
      return (
        <NumberWidget
          ties={ties}
          value={asText(value)}
          onChange={onChange}
          disabled={disabled}
          digits={digits ?? defaultDigits}
          {...sides(currency, unitText)}
        />
      );
    },
    Display: (props) => {
      const formats = useFormats();
      const written = asText(props.value);
      return (
        <span className="f-number">
          {/^-?[\d.]+$/.test(written) ? show(formats, written, props) : written}
        </span>
      );
    },
    check: checkNumber,
    operators,
    filter: "number",
    align: "end",
    sortable: true,
  };
}

export const number = numberType(
  4,
  (formats, value, { field }) => {
    const unit = field.options.unit;
    return `${formats.number(value, field.options.digits)}${typeof unit === "string" ? ` ${unit}` : ""}`;
  },
  (_currency, unit) => (unit ? { after: unit } : {}),
);

export const currency = numberType(
  2,
  (formats, value, { field }) => formats.money(value, field.options.currency),
  (code) => ({ before: code === undefined || code === "CNY" ? "¥" : code }),
);

export const percent = numberType(
  4,
  (formats, value) => formats.percent(value),
  () => ({ after: "%" }),
);

const HOUR_S = 3600;

/** Whole seconds; written and shown in minutes and hours. */
export const duration: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { Number: NumberWidget } = useForms().widgets;
    const say = useSay();
    const minutes =
      value === null || value === undefined || value === "" ? "" : String(Math.round(Number(value) / 60));
    return (
      <NumberWidget
        ties={ties}
        value={minutes}
        onChange={(next) => onChange(next === "" ? null : Math.round(Number(next) * 60))}
        disabled={disabled}
        digits={0}
        after={say(fieldWords.minutes)}
      />
    );
  },
  Display: ({ value }) => <span className="f-number">{useFormats().duration(Number(value))}</span>,
  check: (_field, value) =>
    Number.isFinite(Number(value)) && Number(value) >= 0 && Number(value) < 10_000 * HOUR_S
      ? null
      : { text: fieldWords.badNumber },
  operators,
  filter: "number",
  align: "end",
  sortable: true,
};
