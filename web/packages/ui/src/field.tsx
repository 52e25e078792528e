import { type ReactNode, useId } from "react";
import "./styles/field.css";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

/** What ties a control to its label, help and error; spread it on the control. */
export interface FieldTies {
  id: string;
  "aria-labelledby": string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  required?: boolean;
  error?: string | undefined;
  help?: ReactNode;
  children: (ties: FieldTies) => ReactNode;
}

export function Field({ label, required, error, help, children }: FieldProps) {
  const say = useSay();
  const id = useId();
  const notes = [error ? `${id}-error` : "", help ? `${id}-help` : ""].filter(Boolean).join(" ");
  return (
    <div className="s-field" data-invalid={error ? "" : undefined}>
      <label className="s-field__label" id={`${id}-label`} htmlFor={id}>
        {label}
        {required ? (
          <span className="s-field__required">
            <span aria-hidden="true"> *</span>
            <span className="visually-hidden"> {say(words.required)}</span>
          </span>
        ) : null}
      </label>
      {children({
        id,
        "aria-labelledby": `${id}-label`,
        "aria-describedby": notes || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required ? true : undefined,
      })}
      {help ? (
        <p className="s-field__help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      {error ? (
        <p className="s-field__error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
