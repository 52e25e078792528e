import { useEffect, useRef } from "react";

const TYPING = "input,textarea,select,[contenteditable],[role=dialog] *,[role=listbox] *";

/** Single-key commands of a screen; silent while somebody types or a dialog is open. */
export function useKeys(commands: Record<string, (event: KeyboardEvent) => void>): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as Element | null;
      if (target?.closest?.(TYPING)) return;
      // Enter and space on a button or link belong to it.
      if (event.key === "Enter" && target?.closest?.("a,button,[role=tab]")) return;
      latest.current[event.key]?.(event);
    };
    globalThis.addEventListener("keydown", press);
    return () => globalThis.removeEventListener("keydown", press);
  }, []);
}

/** The row above or below; stays inside the list. */
export function stepIn<T extends { id: string }>(rows: T[], at: string | null, by: 1 | -1): string | null {
  if (rows.length === 0) return null;
  const index = rows.findIndex((row) => row.id === at);
  if (index < 0) return rows[by > 0 ? 0 : rows.length - 1]?.id ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, index + by))]?.id ?? null;
}
