import type { ReactNode } from "react";
import "./widgets.css";

export interface ConsolePageProps {
  title: ReactNode;
  /** Beside the title: a state, a count. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** One screen of the console: its heading, what can be done, its content. */
export function ConsolePage({ title, note, actions, children }: ConsolePageProps) {
  return (
    <div className="c-page">
      <div className="c-page__head">
        <div className="c-page__title">
          <h1>{title}</h1>
          {note ? <span className="c-page__note">{note}</span> : null}
        </div>
        <div className="c-page__actions">{actions}</div>
      </div>
      {children}
    </div>
  );
}
