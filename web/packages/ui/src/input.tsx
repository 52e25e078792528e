import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from "react";
import "./styles/field.css";
import { classes } from "./class_names.ts";

export interface InputProps
  extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value" | "prefix"> {
  value: string;
  onChange: (value: string) => void;
  before?: ReactNode;
  after?: ReactNode;
}

export function Input({ value, onChange, before, after, className, ...rest }: InputProps) {
  return (
    <span className={classes("s-input", className)}>
      {before ? <span className="s-input__side">{before}</span> : null}
      <input value={value} onChange={(event) => onChange(event.target.value)} {...rest} />
      {after ? <span className="s-input__side">{after}</span> : null}
    </span>
  );
}

export interface TextAreaProps
  extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange" | "value"> {
  value: string;
  onChange: (value: string) => void;
}

export function TextArea({ value, onChange, className, rows = 3, ...rest }: TextAreaProps) {
  return (
    <span className={classes("s-input", className)}>
      <textarea rows={rows} value={value} onChange={(event) => onChange(event.target.value)} {...rest} />
    </span>
  );
}
