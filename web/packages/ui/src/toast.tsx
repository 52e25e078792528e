import { useEffect, useRef, useSyncExternalStore } from "react";
import "./styles/overlay.css";
import { Icon } from "./icon.tsx";

export type ToastTone = "done" | "danger" | "open";

interface Shown {
  id: number;
  text: string;
  tone: ToastTone;
}

const SHOWN_MS = 3_200;
let shown: Shown[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** A short word at the bottom that goes by itself; errors stay twice as long. Needs one <ToastHost/>. */
export function toast(text: string, tone: ToastTone = "done"): void {
  count += 1;
  const id = count;
  set([...shown.slice(-2), { id, text, tone }]);
  setTimeout(() => set(shown.filter((one) => one.id !== id)), tone === "danger" ? SHOWN_MS * 2 : SHOWN_MS);
}

const icons = { done: "check", danger: "warning", open: "info" } as const;

export function ToastHost() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const box = useRef<HTMLDivElement>(null);
  // The top layer, and on top of it again with each new word: an open dialog would hide it otherwise.
  useEffect(() => {
    const layer = box.current;
    if (!layer?.showPopover) return;
    if (layer.matches(":popover-open")) layer.hidePopover();
    if (all.length > 0) layer.showPopover();
  }, [all]);
  return (
    <div ref={box} popover="manual" className="s-toasts" role="status" aria-live="polite">
      {all.map((one) => (
        <div key={one.id} className={`s-toast s-toast--${one.tone}`}>
          <Icon name={icons[one.tone]} size={20} />
          <span>{one.text}</span>
        </div>
      ))}
    </div>
  );
}
