import type { ReactNode } from "react";
import "./styles/steps.css";
import { Icon } from "./icon.tsx";

export interface Step {
  key: string;
  title: ReactNode;
  note?: ReactNode;
  /** When it happened, already written out. */
  at?: ReactNode;
  state: "done" | "now" | "next" | "failed";
}

/** A time line from top to bottom; the one under way is marked for screen readers too. */
export function Steps({ steps, label }: { steps: Step[]; label?: string }) {
  return (
    <ol className="s-steps" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.key}
          className={`s-step s-step--${step.state}`}
          aria-current={step.state === "now" ? "step" : undefined}
        >
          <span className="s-step__dot" aria-hidden="true">
            {step.state === "done" ? (
              <Icon name="check" size={14} />
            ) : step.state === "failed" ? (
              <Icon name="cross" size={14} />
            ) : null}
          </span>
          <div className="s-step__text">
            <div className="s-step__title">
              <span>{step.title}</span>
              {step.at ? <time>{step.at}</time> : null}
            </div>
            {step.note ? <div className="s-step__note">{step.note}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
