import { type ReactNode, useState } from "react";
import "./styles/field.css";
import "./styles/picker.css";
import { Button } from "./button.tsx";
import { classes } from "./class_names.ts";
import { Empty } from "./empty.tsx";
import { Icon } from "./icon.tsx";
import { useSay } from "./language.ts";
import { SearchBar } from "./search_bar.tsx";
import { Sheet } from "./sheet.tsx";
import { words } from "./words.ts";

export interface Option {
  value: string;
  label: ReactNode;
  note?: ReactNode;
}

interface OptionListProps {
  options: Option[];
  chosen: string[];
  onToggle: (value: string) => void;
  multiple?: boolean;
  label?: string;
}

/** The choices in full, one large row each: for a few options, or inside a sheet. */
export function OptionList({ options, chosen, onToggle, multiple, label }: OptionListProps) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both possible roles take a label
    <div className="s-options" role={multiple ? "group" : "radiogroup"} aria-label={label}>
      {options.map((option) => {
        const on = chosen.includes(option.value);
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both possible roles can be checked
          <button
            key={option.value}
            type="button"
            role={multiple ? "checkbox" : "radio"}
            aria-checked={on}
            className={classes("s-option", on && "s-option--on")}
            onClick={() => onToggle(option.value)}
          >
            <span className={classes("s-option__mark", multiple && "s-option__mark--box")} aria-hidden="true">
              {on ? <Icon name="check" size={16} /> : null}
            </span>
            <span className="s-item__text">
              <span>{option.label}</span>
              {option.note ? <span className="s-item__note">{option.note}</span> : null}
            </span>
          </button>
        );
      })}
    </div>
  );
}

export interface PickerProps {
  value: string[];
  onChange: (value: string[]) => void;
  options: Option[];
  title: string;
  multiple?: boolean;
  placeholder?: string;
  disabled?: boolean;
  /** Given for a server search: called with what was typed; `options` is then its answer. */
  onSearch?: (text: string) => void;
  searchable?: boolean;
  /** Labels of chosen values that `options` may not hold. */
  labels?: Record<string, ReactNode>;
  id?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
}

/** A field that opens a sheet of choices; with many choices it has a search on top. */
export function Picker(props: PickerProps) {
  const {
    value,
    onChange,
    options,
    title,
    multiple,
    placeholder,
    disabled,
    onSearch,
    searchable,
    labels = {},
  } = props;
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const find = onSearch ?? (searchable ? () => undefined : undefined);
  const shown =
    onSearch || !text
      ? options
      : options.filter((option) => String(option.label).toLowerCase().includes(text.toLowerCase()));
  const nameOf = (one: string): ReactNode =>
    options.find((option) => option.value === one)?.label ?? labels[one] ?? one;
  const toggle = (one: string): void => {
    if (multiple) onChange(value.includes(one) ? value.filter((kept) => kept !== one) : [...value, one]);
    else {
      onChange([one]);
      setOpen(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className="s-input s-input--button"
        disabled={disabled}
        aria-haspopup="dialog"
        aria-expanded={open}
        id={props.id}
        aria-labelledby={
          props.id && props["aria-labelledby"] ? `${props["aria-labelledby"]} ${props.id}` : undefined
        }
        aria-describedby={props["aria-describedby"]}
        data-invalid={props["aria-invalid"] ? "" : undefined}
        onClick={() => {
          onSearch?.("");
          setOpen(true);
        }}
      >
        <span className={classes("s-input__value", value.length === 0 && "s-input__value--none")}>
          {value.length === 0
            ? (placeholder ?? say(words.pick))
            : value.map((one, index) => (
                <span key={one}>
                  {index > 0 ? "、" : ""}
                  {nameOf(one)}
                </span>
              ))}
        </span>
        <span className="s-input__side">
          <Icon name="down" size={18} />
        </span>
      </button>
      <Sheet
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        footer={
          <>
            {value.length > 0 ? <Button onClick={() => onChange([])}>{say(words.clear)}</Button> : null}
            {multiple ? (
              <Button kind="primary" onClick={() => setOpen(false)}>
                {say(words.done)}
              </Button>
            ) : null}
          </>
        }
      >
        {find ? (
          <SearchBar
            value={text}
            onChange={(next) => {
              setText(next);
              find(next);
            }}
          />
        ) : null}
        {shown.length === 0 ? (
          <Empty />
        ) : (
          <OptionList options={shown} chosen={value} onToggle={toggle} multiple={multiple} label={title} />
        )}
      </Sheet>
    </>
  );
}
