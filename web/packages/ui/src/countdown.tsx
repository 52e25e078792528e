import { useEffect, useState } from "react";
import "./styles/feedback.css";
import { useFormats } from "./format.ts";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

const TICK_MS = 20_000;
const SOON_S = 1_800;

export interface CountdownProps {
  /** RFC 3339 moment by which it must be done. */
  until: string;
  /** A paused clock shows what is left and doesn't run: seconds. */
  pausedLeftS?: number | null;
  now?: Date;
}

/** Time left to a deadline, then time over it: the words change, not only the colour. */
export function Countdown({ until, pausedLeftS, now }: CountdownProps) {
  const say = useSay();
  const { duration } = useFormats();
  const [clock, setClock] = useState(() => now?.getTime() ?? Date.now());
  useEffect(() => {
    if (now) return;
    const timer = setInterval(() => setClock(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  const left = pausedLeftS ?? (new Date(until).getTime() - (now?.getTime() ?? clock)) / 1000;
  const tone = left < 0 ? "late" : left < SOON_S ? "soon" : "fine";
  return (
    <span className={`s-countdown s-countdown--${tone}`}>
      {left < 0 ? say(words.overdue, { time: duration(-left) }) : say(words.left, { time: duration(left) })}
    </span>
  );
}
