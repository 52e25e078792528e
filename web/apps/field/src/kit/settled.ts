import { useEffect, useRef, useState } from "react";

const SETTLE_MS = 600;

/** False for a moment after `what` changed: the second half of a double tap must not press the button that has
 * taken the first one's place. */
export function useSettled(what: string): boolean {
  const shown = useRef(what);
  const [settled, setSettled] = useState(what);
  useEffect(() => {
    if (shown.current === what) return;
    shown.current = what;
    const timer = setTimeout(() => setSettled(what), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [what]);
  return settled === what;
}
