import { Icon } from "./icon.tsx";
import "./styles/field.css";

export interface RatingProps {
  value: number;
  onChange?: (value: number) => void;
  /** What each number of stars is called, five of them. */
  labels: string[];
  label: string;
}

/** One to five stars, each a full-size press target with its own name. */
export function Rating({ value, onChange, labels, label }: RatingProps) {
  return (
    <div className="s-rating" role="radiogroup" aria-label={label}>
      {labels.map((name, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a star is drawn, not an input box
        <button
          key={name}
          type="button"
          role="radio"
          aria-checked={value === index + 1}
          aria-label={name}
          data-on={index < value ? "" : undefined}
          disabled={!onChange}
          onClick={() => onChange?.(index + 1)}
        >
          <Icon name="star" size="1.8em" />
        </button>
      ))}
    </div>
  );
}
