import type { ReactNode } from "react";
import "./styles/bars.css";
import { IconButton } from "./button.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

export interface NavBarProps {
  title: ReactNode;
  note?: ReactNode;
  onBack?: () => void;
  right?: ReactNode;
}

export function NavBar({ title, note, onBack, right }: NavBarProps) {
  const say = useSay();
  return (
    <header className="s-nav">
      <span className="s-nav__side">
        {onBack ? <IconButton icon="back" label={say(words.back)} onClick={onBack} /> : null}
      </span>
      <span className="s-nav__middle">
        <h1 className="s-nav__title">{title}</h1>
        {note ? <span className="s-nav__note">{note}</span> : null}
      </span>
      <span className="s-nav__side s-nav__side--end">{right}</span>
    </header>
  );
}
