import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  globalThis.addEventListener("online", listener);
  globalThis.addEventListener("offline", listener);
  return () => {
    globalThis.removeEventListener("online", listener);
    globalThis.removeEventListener("offline", listener);
  };
}

/** Whether the device says it has a network: a hint for banners; a request's own failure is the truth. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => globalThis.navigator.onLine);
}
