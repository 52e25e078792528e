import type { InputHTMLAttributes } from "react";
import "./styles/field.css";
import { momentAt, wallClock } from "./zone_time.ts";

export interface DateTimeProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value" | "type"> {
  kind: "date" | "time" | "datetime";
  /** `YYYY-MM-DD`, `HH:mm`, or for datetime an RFC 3339 UTC moment; "" when none. */
  value: string;
  onChange: (value: string) => void;
}

const types = { date: "date", time: "time", datetime: "datetime-local" } as const;

/** The device's own picker. A moment is shown and chosen on the company's clock. */
export function DateTime({ kind, value, onChange, ...rest }: DateTimeProps) {
  const moment = kind === "datetime";
  return (
    <span className="s-input">
      <input
        type={types[kind]}
        value={moment && value ? wallClock(value) : value.slice(0, kind === "time" ? 5 : 10)}
        onChange={(event) =>
          onChange(moment && event.target.value ? momentAt(event.target.value) : event.target.value)
        }
        {...rest}
      />
    </span>
  );
}
