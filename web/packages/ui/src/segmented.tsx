import type { ReactNode } from "react";
import "./styles/field.css";

export interface SegmentedProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  options: { value: V; label: ReactNode }[];
  /** What is being chosen. */
  label: string;
}

export function Segmented<V extends string>({ value, onChange, options, label }: SegmentedProps<V>) {
  return (
    <div className="s-segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a button keeps the whole segment one press target
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          className="s-segment"
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
