import { useFormats } from "@sortie/ui/format.ts";
import { asText, type FieldType } from "../field_type.ts";
import { useForms } from "../widgets.tsx";

const operators = [
  "between",
  "gte",
  "lte",
  "today",
  "yesterday",
  "this_week",
  "this_month",
  "last_days",
  "next_days",
  "is_null",
  "not_null",
] as const;

function momentType(kind: "date" | "time" | "datetime"): FieldType {
  return {
    Input: ({ value, onChange, ties, disabled }) => {
      const { Moment } = useForms().widgets;
      return (
        <Moment
          ties={ties}
          kind={kind}
          value={asText(value)}
          onChange={(next) => onChange(next || null)}
          disabled={disabled}
        />
      );
    },
    Display: ({ value, brief }) => {
      const formats = useFormats();
      const written = asText(value);
      if (kind === "time") return <span className="f-number">{written.slice(0, 5)}</span>;
      const shown =
        kind === "date" ? formats.date(written) : brief ? formats.moment(written) : formats.datetime(written);
      return (
        <time className="f-number" dateTime={written}>
          {shown}
        </time>
      );
    },
    operators: kind === "time" ? ["eq", "gte", "lte", "between"] : operators,
    filter: "moment",
    sortable: true,
  };
}

export const date = momentType("date");
export const time = momentType("time");
export const datetime = momentType("datetime");
export const stampedAt: FieldType = { ...datetime, system: true };
