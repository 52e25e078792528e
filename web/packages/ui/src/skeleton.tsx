import "./styles/feedback.css";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

/** Grey rows of the size of what will come: the page doesn't jump. */
export function Skeleton({ rows = 3, height = 72 }: { rows?: number; height?: number }) {
  const say = useSay();
  return (
    <div className="s-skeleton" role="status" aria-label={say(words.loading)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows have no identity
        <span key={row} className="s-skeleton__row" style={{ height }} />
      ))}
    </div>
  );
}
