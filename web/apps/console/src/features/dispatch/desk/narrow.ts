import { useSyncExternalStore } from "react";

const query = globalThis.matchMedia?.("(max-width: 860px)");

/** Whether the screen is a phone's: lists become cards there. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (tell) => {
      query?.addEventListener("change", tell);
      return () => query?.removeEventListener("change", tell);
    },
    () => query?.matches ?? false,
  );
}
