import type { ReactNode } from "react";
import "./styles/tag.css";
import { classes } from "./class_names.ts";

/** The fixed categories and the colour names that metadata may give a state or a choice. */
export type TagTone =
  | "open"
  | "paused"
  | "done"
  | "cancelled"
  | "danger"
  | "accent"
  | "brand"
  | "grey"
  | "blue"
  | "cyan"
  | "green"
  | "orange"
  | "red"
  | "purple";

export function Tag({ tone = "grey", children }: { tone?: TagTone | string; children: ReactNode }) {
  return <span className={classes("s-tag", `s-tag--${tone}`)}>{children}</span>;
}
