import { useSyncExternalStore } from "react";

/** How large and how strong the screen is drawn; kept on the device, written on <html>. */
export interface DisplayMode {
  elder: boolean;
  contrast: boolean;
}

const STORAGE_KEY = "sortie.display";
const listeners = new Set<() => void>();
let current: DisplayMode = kept();

function kept(): DisplayMode {
  const words = globalThis.localStorage?.getItem(STORAGE_KEY)?.split(" ") ?? [];
  return { elder: words.includes("elder"), contrast: words.includes("contrast") };
}

function apply(): void {
  const { dataset } = document.documentElement;
  if (current.elder) dataset.mode = "elder";
  else delete dataset.mode;
  if (current.contrast) dataset.contrast = "high";
  else delete dataset.contrast;
}

export function setDisplayMode(change: Partial<DisplayMode>): void {
  current = { ...current, ...change };
  const words = (["elder", "contrast"] as const).filter((word) => current[word]);
  globalThis.localStorage?.setItem(STORAGE_KEY, words.join(" "));
  apply();
  for (const listener of listeners) listener();
}

/** Called once before the first render, so that the first paint already has the right size. */
export function applyDisplayMode(): void {
  apply();
}

export function useDisplayMode(): DisplayMode {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
