import { useSay } from "@sortie/ui/language.ts";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { type CalendarPlain, daysFromText, type PublicDay, withDays } from "./calendar_rules.ts";
import { calendarWords as words } from "./calendar_words.ts";

interface DayImportProps {
  calendar: CalendarPlain;
  year: number;
  published: PublicDay[];
  onChange: (next: CalendarPlain) => void;
  onClose: () => void;
}

const MOST_LENGTH = 40_000;

/** A year's holidays as a list to paste, or the public one to start from. */
export function DayImport({ calendar, year, published, onChange, onClose }: DayImportProps) {
  const say = useSay();
  const [text, setText] = useState("");
  const { days, bad } = daysFromText(text);
  const fill = (): void =>
    setText(
      published
        .map(({ date, kind, name }) => `${date},${kind === "holiday" ? "休" : "班"},${name}`)
        .join("\n"),
    );
  return (
    <Modal
      open
      title={say(words.importTitle)}
      okText={say(words.importDo, { count: days.length })}
      cancelText={say(words.cancel)}
      okButtonProps={{ disabled: days.length === 0 || bad.length > 0 }}
      onOk={() => {
        onChange(withDays(calendar, days));
        onClose();
      }}
      onCancel={onClose}
    >
      <div className="u-daybox">
        <span className="d-muted">{say(words.importHelp)}</span>
        <Input.TextArea
          rows={10}
          maxLength={MOST_LENGTH}
          value={text}
          aria-label={say(words.importTitle)}
          onChange={({ target }) => setText(target.value)}
        />
        {bad.length > 0 ? <span role="alert">{say(words.importBad, { lines: bad.join(", ") })}</span> : null}
        <Button disabled={published.length === 0} onClick={fill}>
          {say(words.copyPublic, { year })}
        </Button>
      </div>
    </Modal>
  );
}
