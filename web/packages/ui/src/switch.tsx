import type { ButtonHTMLAttributes } from "react";
import "./styles/field.css";

export interface SwitchProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "onChange" | "value"> {
  value: boolean;
  onChange: (value: boolean) => void;
}

export function Switch({ value, onChange, ...rest }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={value}
      className="s-switch"
      onClick={() => onChange(!value)}
      {...rest}
    >
      <span className="s-switch__track">
        <span className="s-switch__knob" />
      </span>
    </button>
  );
}
