import { useSay } from "@sortie/ui/language.ts";
import { momentAt, wallClock } from "@sortie/ui/zone_time.ts";
import { Button, DatePicker, Form } from "antd";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { type Span, windowPresets } from "./draft.ts";
import { intakeWords as words } from "./words.ts";

const WALL = "YYYY-MM-DDTHH:mm";

/** When to come: what callers mostly say as buttons, anything else by hand. Times are the company's. */
export function WindowChoice({
  value,
  onChange,
}: {
  value: Span | null;
  onChange: (next: Span | null) => void;
}) {
  const say = useSay();
  const presets = useMemo(() => windowPresets(new Date()), []);
  const chosen = presets.find((one) => one.span.start === value?.start && one.span.end === value.end);
  const [custom, setCustom] = useState(value !== null && !chosen);
  const pick = (span: Span | null): void => {
    setCustom(false);
    onChange(span);
  };
  return (
    <Form.Item label={say(words.window)}>
      <fieldset className="i-presets" aria-label={say(words.window)}>
        <Choice on={value === null && !custom} onPress={() => pick(null)}>
          {say(words.anyTime)}
        </Choice>
        {presets.map((one) => (
          <Choice key={one.key} on={chosen?.key === one.key} onPress={() => pick(one.span)}>
            {say(one.label, { day: say(one.day) })}
          </Choice>
        ))}
        <Choice on={custom} onPress={() => setCustom(true)}>
          {say(words.custom)}
        </Choice>
      </fieldset>
      {custom ? (
        <DatePicker.RangePicker
          className="i-range"
          showTime={{ format: "HH:mm", minuteStep: 15 }}
          format="YYYY-MM-DD HH:mm"
          value={value ? [dayjs(wallClock(value.start)), dayjs(wallClock(value.end))] : null}
          onChange={(range) =>
            onChange(
              range?.[0] && range[1]
                ? { start: momentAt(range[0].format(WALL)), end: momentAt(range[1].format(WALL)) }
                : null,
            )
          }
        />
      ) : null}
    </Form.Item>
  );
}

function Choice({ on, onPress, children }: { on: boolean; onPress: () => void; children: string }) {
  return (
    <Button type={on ? "primary" : "default"} size="small" shape="round" aria-pressed={on} onClick={onPress}>
      {children}
    </Button>
  );
}
