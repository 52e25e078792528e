import type { ReactNode } from "react";
import "./styles/card.css";
import { classes } from "./class_names.ts";
import { Link } from "./router.tsx";

export interface CardProps {
  title?: ReactNode;
  /** Beside the title: a tag, a small button. */
  action?: ReactNode;
  children: ReactNode;
  /** Makes the whole card a link inside the app. */
  to?: string;
  /** A coloured edge: what kind of attention it wants. */
  tone?: "brand" | "open" | "paused" | "done" | "danger" | "accent";
  footer?: ReactNode;
}

export function Card({ title, action, children, to, tone, footer }: CardProps) {
  const shape = classes("s-card", tone && `s-card--${tone}`);
  const inner = (
    <>
      {title || action ? (
        <div className="s-card__head">
          {title ? <h2 className="s-card__title">{title}</h2> : <span />}
          {action}
        </div>
      ) : null}
      <div className="s-card__body">{children}</div>
    </>
  );
  return (
    <section className={shape}>
      {to ? (
        <Link className="s-card__link" to={to}>
          {inner}
        </Link>
      ) : (
        inner
      )}
      {footer ? <div className="s-card__foot">{footer}</div> : null}
    </section>
  );
}
