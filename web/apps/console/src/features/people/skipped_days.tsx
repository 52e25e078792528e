import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert } from "antd";
import { peopleWords as words } from "./words.ts";

export type SkippedDay = Wire<"SkippedDay">;

export interface RosterMade {
  made: number;
  skipped: SkippedDay[];
}

interface SkippedLine {
  key: string;
  name: string;
  reason: SkippedDay["reason"];
  days: string[];
}

const reasonWords = {
  has_shift: words.skipHasShift,
  overlap: words.skipOverlap,
  leave: words.skipLeave,
  cancelled: words.skipCancelled,
} as const;

/** One line per person and reason, in the order they came. */
export function linesOf(skipped: SkippedDay[]): SkippedLine[] {
  const lines = new Map<string, SkippedLine>();
  for (const { user, name, day, reason } of skipped) {
    const key = `${user} ${reason}`;
    const line = lines.get(key) ?? { key, name, reason, days: [] };
    line.days.push(day);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** What became of a wish for shifts: how many were added, and who was left alone when and why. */
export function RosterResult({ result }: { result: RosterMade }) {
  const say = useSay();
  const { date } = useFormats();
  const { made, skipped } = result;
  return (
    <div className="p-result" role="status">
      <Alert
        type={made > 0 ? "success" : "warning"}
        showIcon
        title={say(words.madeSkipped, { count: made, skipped: skipped.length })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must be scrollable by keyboard too */}
      <ul className="p-skipped" tabIndex={0}>
        {linesOf(skipped).map((line) => (
          <li key={line.key}>
            <strong>{line.name}</strong>
            <span>{say(reasonWords[line.reason])}</span>
            <span className="p-skipped__days">{line.days.map((day) => date(day)).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
