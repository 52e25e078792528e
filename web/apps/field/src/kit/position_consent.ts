import { useSyncExternalStore } from "react";

/** What this person said about sharing their position, kept on this device under their id. */
export type Consent = "yes" | "no" | null;

const listeners = new Set<() => void>();
const keyOf = (user: string): string => `sortie.position.${user}`;

export function consentOf(user: string): Consent {
  const kept = globalThis.localStorage?.getItem(keyOf(user));
  return kept === "yes" || kept === "no" ? kept : null;
}

export function setConsent(user: string, consent: "yes" | "no"): void {
  globalThis.localStorage?.setItem(keyOf(user), consent);
  for (const listener of listeners) listener();
}

export function useConsent(user: string): Consent {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => consentOf(user),
  );
}
