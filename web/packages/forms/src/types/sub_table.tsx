import { useSay } from "@sortie/ui/language.ts";
import type { FieldType } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

type Line = Record<string, unknown>;

const linesOf = (value: unknown): Line[] => (Array.isArray(value) ? (value as Line[]) : []);

function lineText(line: Line): string {
  return Object.entries(line)
    .filter(
      ([name, value]) => name !== "id" && name !== "version" && value !== null && typeof value !== "object",
    )
    .map(([, value]) => String(value))
    .join(" · ");
}

/** Rows of a child object. Screens with their own line editor pass `columns` in options; this one removes and reads. */
export const subTable: FieldType = {
  Input: ({ value, onChange, disabled }) => {
    const { widgets } = useForms();
    const say = useSay();
    const lines = linesOf(value);
    return (
      <ol className="f-lines">
        {lines.map((line, index) => (
          <li key={String(line.id ?? index)}>
            <span>{lineText(line)}</span>
            {disabled ? null : (
              <widgets.Button onPress={() => onChange(lines.filter((_, at) => at !== index))}>
                {say(fieldWords.remove)}
              </widgets.Button>
            )}
          </li>
        ))}
      </ol>
    );
  },
  Display: ({ value, brief }) =>
    brief ? (
      linesOf(value).length
    ) : (
      <ol className="f-lines">
        {linesOf(value).map((line, index) => (
          <li key={String(line.id ?? index)}>{lineText(line)}</li>
        ))}
      </ol>
    ),
  operators: ["is_null", "not_null"],
  filter: "none",
};
