import type { Widgets } from "@sortie/forms/widgets.tsx";
import { momentAt, wallClock } from "@sortie/ui/zone_time.ts";
import { DatePicker, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";

/** A day, a time of day or both, as the record holds it. */
export function AntdMoment({ ties, kind, value, onChange, disabled }: Parameters<Widgets["Moment"]>[0]) {
  const { id, ...aria } = ties;
  const shown = !value
    ? null
    : kind === "datetime"
      ? dayjs(wallClock(value))
      : dayjs(kind === "time" ? `2000-01-01T${value}` : value);
  const give = (next: Dayjs | null): void => {
    if (!next) onChange("");
    else if (kind === "datetime") onChange(momentAt(next.format("YYYY-MM-DDTHH:mm")));
    else onChange(next.format(kind === "time" ? "HH:mm" : "YYYY-MM-DD"));
  };
  if (kind === "time") {
    return (
      <TimePicker
        id={id}
        {...aria}
        className="c-wide"
        format="HH:mm"
        value={shown}
        onChange={give}
        disabled={disabled}
      />
    );
  }
  return (
    <DatePicker
      id={id}
      {...aria}
      className="c-wide"
      showTime={kind === "datetime" ? { format: "HH:mm" } : false}
      format={kind === "datetime" ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD"}
      value={shown}
      onChange={give}
      disabled={disabled}
    />
  );
}
