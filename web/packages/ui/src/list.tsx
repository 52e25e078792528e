import type { ReactNode } from "react";
import "./styles/list.css";
import { classes } from "./class_names.ts";
import { Icon } from "./icon.tsx";
import { Link } from "./router.tsx";

/** A group of rows on one surface; `label` is its heading. */
export function List({ label, children }: { label?: ReactNode; children: ReactNode }) {
  return (
    <section className="s-list">
      {label ? <h2 className="s-list__label">{label}</h2> : null}
      <ul className="s-list__rows">{children}</ul>
    </section>
  );
}

export interface ListItemProps {
  title: ReactNode;
  note?: ReactNode;
  before?: ReactNode;
  after?: ReactNode;
  onPress?: () => void;
  /** A path inside the app (see router). */
  to?: string;
  href?: string;
}

export function ListItem({ title, note, before, after, onPress, to, href }: ListItemProps) {
  const goes = Boolean(onPress || to || href);
  const inner = (
    <>
      {before ? <span className="s-item__before">{before}</span> : null}
      <span className="s-item__text">
        <span className="s-item__title">{title}</span>
        {note ? <span className="s-item__note">{note}</span> : null}
      </span>
      {after ? <span className="s-item__after">{after}</span> : null}
      {goes ? (
        <span className="s-item__arrow">
          <Icon name="forward" size={18} />
        </span>
      ) : null}
    </>
  );
  const shape = classes("s-item", goes && "s-item--goes");
  let row = <div className={shape}>{inner}</div>;
  if (to)
    row = (
      <Link className={shape} to={to}>
        {inner}
      </Link>
    );
  else if (href)
    row = (
      <a className={shape} href={href}>
        {inner}
      </a>
    );
  else if (onPress)
    row = (
      <button type="button" className={shape} onClick={onPress}>
        {inner}
      </button>
    );
  return <li>{row}</li>;
}

/** Label and value, one line each: the reading view of a record. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="s-facts">{children}</dl>;
}

export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="s-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
