import type { InputHTMLAttributes } from "react";
import "./styles/field.css";
import { IconButton } from "./button.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

export interface StepperProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value" | "min" | "max"> {
  value: number;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
}

/** A small count: minus, the number, plus. */
export function Stepper({ value, onChange, min = 0, max = 9999, ...rest }: StepperProps) {
  const say = useSay();
  const set = (next: number): void => onChange(Math.min(max, Math.max(min, next)));
  return (
    <span className="s-stepper">
      <IconButton
        icon="minus"
        label={say(words.less)}
        disabled={value <= min}
        onClick={() => set(value - 1)}
      />
      <input
        inputMode="numeric"
        value={value}
        onChange={(event) => set(Number.parseInt(event.target.value.replace(/\D/g, "") || String(min), 10))}
        {...rest}
      />
      <IconButton
        icon="plus"
        label={say(words.more)}
        disabled={value >= max}
        onClick={() => set(value + 1)}
      />
    </span>
  );
}
