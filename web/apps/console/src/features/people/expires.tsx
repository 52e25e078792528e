import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { daysBetween, expiryOf } from "./days.ts";
import "./people.css";
import { peopleWords as words } from "./words.ts";

/** A certificate's last day, in colour and in words. */
export function Expires({ day }: { day: string | null }) {
  const say = useSay();
  const { date } = useFormats();
  const today = dayOf(new Date());
  const how = expiryOf(day, today);
  if (how === "none" || !day) return <>{say(words.noEnd)}</>;
  if (how === "expired")
    return (
      <span className="p-expired">
        {date(day)} · {say(words.expired)}
      </span>
    );
  if (how === "soon")
    return (
      <span className="p-soon">
        {date(day)} · {say(words.soon, { count: daysBetween(today, day) })}
      </span>
    );
  return <>{date(day)}</>;
}
