import type { ReactNode } from "react";
import "./styles/tag.css";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

/** A count on the corner of what it counts; nothing when it is 0. */
export function Badge({ count, children }: { count: number; children?: ReactNode }) {
  const say = useSay();
  return (
    <span className="s-badge">
      {children}
      {count > 0 ? (
        <span className="s-badge__count">
          <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
          <span className="visually-hidden">{say(words.unread, { n: count })}</span>
        </span>
      ) : null}
    </span>
  );
}
