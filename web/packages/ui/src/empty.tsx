import type { ReactNode } from "react";
import "./styles/feedback.css";
import { Icon, type IconName } from "./icon.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

/** Says that there is nothing, and where it makes sense what to do about it. */
export function Empty({
  text,
  icon = "file",
  children,
}: {
  text?: ReactNode;
  icon?: IconName;
  children?: ReactNode;
}) {
  const say = useSay();
  return (
    <div className="s-state">
      <span className="s-state__icon">
        <Icon name={icon} size={32} />
      </span>
      <p>{text ?? say(words.empty)}</p>
      {children}
    </div>
  );
}
