import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Card } from "antd";
import { previewOf, type Rule } from "./api.ts";
import { maintenanceWords as words } from "./words.ts";

/** The rule's next dates while it is being entered. */
export function PlanPreview({ rule, kind }: { rule: Rule | null; kind: string }) {
  const say = useSay();
  return (
    <Card size="small" title={say(words.preview)}>
      {rule ? (
        <Dates rule={rule} />
      ) : (
        <p className="c-page__note">{say(kind === "time" ? words.previewNeeds : words.previewReading)}</p>
      )}
    </Card>
  );
}

function Dates({ rule }: { rule: Rule }) {
  const say = useSay();
  const { date } = useFormats();
  const found = useQuery({
    queryKey: ["maintenance", "preview", rule],
    queryFn: ({ signal }) => previewOf(rule, signal),
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <Loaded query={found} rows={6}>
      {({ dates }) => (
        <>
          {rule.cycle === "floating" ? <p className="c-page__note">{say(words.previewFloating)}</p> : null}
          <ol className="m-next">
            {dates.map(({ due, rule_day }) => (
              <li key={due}>
                {date(due)}
                {due === rule_day ? null : (
                  <span className="c-page__note"> {say(words.movedFromDay, { day: date(rule_day) })}</span>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
    </Loaded>
  );
}
