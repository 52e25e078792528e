import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import "./tabs.css";

export interface TabItem {
  key: string;
  label: ReactNode;
  children?: ReactNode;
}

interface TabsProps {
  items: TabItem[];
  /** The open one; without it the bar keeps it itself. */
  activeKey?: string;
  onChange?: (key: string) => void;
  /** Forgets a panel when another opens, instead of keeping it as it was left. */
  destroyOnHidden?: boolean;
  "aria-label"?: string;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** Tabs as WAI-ARIA has them. What doesn't fit is scrolled to: the list holds tabs and nothing else. */
export function Tabs({ items, activeKey, onChange, destroyOnHidden, "aria-label": label }: TabsProps) {
  const id = useId();
  const bar = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(items[0]?.key);
  const wanted = activeKey ?? own;
  const active = items.some((one) => one.key === wanted) ? wanted : items[0]?.key;
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (active) setSeen((known) => (known.has(active) ? known : new Set([...known, active])));
    const open = bar.current?.querySelector("[aria-selected=true]");
    open?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  }, [active]);
  const choose = (key: string): void => {
    setOwn(key);
    onChange?.(key);
  };
  const move = (event: KeyboardEvent): void => {
    const at = items.findIndex((one) => one.key === active);
    const ends: Record<string, number> = { Home: 0, End: items.length - 1 };
    const step = STEPS[event.key];
    const next = step === undefined ? ends[event.key] : (at + step + items.length) % items.length;
    const item = next === undefined ? undefined : items[next];
    if (!item) return;
    event.preventDefault();
    choose(item.key);
    bar.current?.querySelectorAll<HTMLElement>("[role=tab]")[next ?? 0]?.focus();
  };
  const shown = (item: TabItem): boolean =>
    item.children !== undefined && (item.key === active || (!destroyOnHidden && seen.has(item.key)));
  return (
    <div className="c-tabs">
      <div ref={bar} role="tablist" aria-label={label} className="c-tabs__bar" onKeyDown={move}>
        {items.map((item) => (
          <button
            key={item.key}
            type="button"
            role="tab"
            id={`${id}-tab-${item.key}`}
            aria-selected={item.key === active}
            aria-controls={
              item.key === active && item.children !== undefined ? `${id}-${item.key}` : undefined
            }
            tabIndex={item.key === active ? 0 : -1}
            className="c-tabs__tab"
            onClick={() => choose(item.key)}
          >
            {item.label}
          </button>
        ))}
      </div>
      {items.filter(shown).map((item) => (
        <div
          key={item.key}
          role="tabpanel"
          id={`${id}-${item.key}`}
          aria-labelledby={`${id}-tab-${item.key}`}
          hidden={item.key !== active}
          className="c-tabs__panel"
        >
          {item.children}
        </div>
      ))}
    </div>
  );
}
