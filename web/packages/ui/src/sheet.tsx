import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef } from "react";
import "./styles/overlay.css";
import { IconButton } from "./button.tsx";
import { classes } from "./class_names.ts";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** `middle` is a dialog box; the default rises from the thumb's edge. */
  place?: "bottom" | "middle";
  /** Refuses Escape and a tap beside it: for a question that must be answered. */
  firm?: boolean;
}

/** A native modal dialog: the browser keeps the focus inside and gives it back. */
export function Sheet({ open, onClose, title, children, footer, place = "bottom", firm }: SheetProps) {
  const say = useSay();
  const titleId = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  if (!open) return null;
  const cancel = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!firm) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, handled by onCancel
    <dialog
      ref={box}
      className={classes("s-sheet", `s-sheet--${place}`)}
      aria-labelledby={titleId}
      onCancel={cancel}
      onClick={(event) => (event.target === box.current && !firm ? onClose() : undefined)}
    >
      <div className="s-sheet__box">
        <header className="s-sheet__head">
          <h2 id={titleId}>{title}</h2>
          {firm ? null : <IconButton icon="cross" label={say(words.close)} onClick={onClose} />}
        </header>
        <div className="s-sheet__body">{children}</div>
        {footer ? <footer className="s-sheet__foot">{footer}</footer> : null}
      </div>
    </dialog>
  );
}
