import type { ReactNode } from "react";
import "./styles/page.css";
import { classes } from "./class_names.ts";

export interface PageProps {
  /** The bar on top. */
  nav?: ReactNode;
  children: ReactNode;
  /** Stays at the thumb: the one next step of this screen. */
  footer?: ReactNode;
  /** Leaves room for the tab bar. */
  tabs?: boolean;
}

/** One phone screen: a bar, a scrolling middle, the next step at the bottom. */
export function Page({ nav, children, footer, tabs }: PageProps) {
  return (
    <div className={classes("s-page", tabs && "s-page--tabs", Boolean(footer) && "s-page--foot")}>
      {nav}
      <main className="s-page__main">{children}</main>
      {footer ? <div className="s-page__foot">{footer}</div> : null}
    </div>
  );
}

/** A line of small gaps; `wrap` lets it break. */
export function Row({
  children,
  wrap = true,
  between,
}: {
  children: ReactNode;
  wrap?: boolean;
  between?: boolean;
}) {
  return (
    <div className={classes("s-row", wrap && "s-row--wrap", between && "s-row--between")}>{children}</div>
  );
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className="s-stack">{children}</div>;
}

/** A strip across the screen: offline, a notice, a warning. */
export function Banner({
  tone = "open",
  children,
}: {
  tone?: "open" | "paused" | "done" | "danger";
  children: ReactNode;
}) {
  return (
    <div className={`s-banner s-banner--${tone}`} role="status">
      {children}
    </div>
  );
}
