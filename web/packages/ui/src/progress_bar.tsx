import "./styles/feedback.css";

/** `value` from 0 to 1. */
export function ProgressBar({ value, label }: { value: number; label: string }) {
  const share = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      className="s-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share}
    >
      <span style={{ width: `${share}%` }} />
    </div>
  );
}
