import type { ButtonHTMLAttributes, ReactNode } from "react";
import "./styles/button.css";
import { classes } from "./class_names.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "s" | "m" | "l";
  block?: boolean;
  /** Shows a spinner and refuses a second press; the label stays for screen readers. */
  busy?: boolean;
  icon?: IconName;
  children: ReactNode;
}

export function Button({
  kind = "plain",
  size = "m",
  block,
  busy,
  icon,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(
        "s-button",
        `s-button--${kind}`,
        `s-button--${size}`,
        block && "s-button--block",
        className,
      )}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? (
        <span className="s-spinner" aria-hidden="true" />
      ) : icon ? (
        <Icon name={icon} size="1.25em" />
      ) : null}
      <span>{children}</span>
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  icon: IconName;
  /** What pressing it does: read out, never shown. */
  label: string;
}

export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={classes("s-icon-button", className)}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
