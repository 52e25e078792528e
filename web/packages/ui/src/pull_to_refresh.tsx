import { type ReactNode, type TouchEvent, useRef, useState } from "react";
import "./styles/feedback.css";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

const TRIGGER_PX = 64;
const LONGEST_PX = 90;

/** Pulling down at the top fetches again. A drag is not for everyone: put <RefreshButton/> in the bar too. */
export function PullToRefresh({
  onRefresh,
  children,
}: {
  onRefresh: () => Promise<unknown>;
  children: ReactNode;
}) {
  const start = useRef<number | null>(null);
  const [pulled, setPulled] = useState(0);
  const [busy, setBusy] = useState(false);
  const begin = (event: TouchEvent): void => {
    start.current = globalThis.scrollY <= 0 && !busy ? (event.touches[0]?.clientY ?? null) : null;
  };
  const move = (event: TouchEvent): void => {
    if (start.current === null) return;
    const by = (event.touches[0]?.clientY ?? 0) - start.current;
    setPulled(Math.max(0, Math.min(LONGEST_PX, by * 0.5)));
  };
  const end = async (): Promise<void> => {
    const go = pulled >= TRIGGER_PX;
    start.current = null;
    setPulled(0);
    if (!go) return;
    setBusy(true);
    try {
      await onRefresh();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div onTouchStart={begin} onTouchMove={move} onTouchEnd={() => void end()}>
      <div className="s-refresh" style={{ height: busy ? 44 : pulled }} aria-hidden="true">
        {busy ? (
          <span className="s-spinner" />
        ) : pulled > 0 ? (
          <Icon name={pulled >= TRIGGER_PX ? "refresh" : "down"} />
        ) : null}
      </div>
      {children}
    </div>
  );
}

export function RefreshButton({ onRefresh }: { onRefresh: () => unknown }) {
  const say = useSay();
  return <IconButton icon="refresh" label={say(words.refresh)} onClick={() => void onRefresh()} />;
}
