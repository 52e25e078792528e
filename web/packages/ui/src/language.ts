import { useCallback, useSyncExternalStore } from "react";

export type Language = "zh-CN" | "en";

/** One visible text in both languages; the same shape as a label in the metadata. `{name}` is filled in. */
export interface Text {
  zh: string;
  en: string;
}

export type Filling = Record<string, string | number>;
export type Say = (text: Text, filling?: Filling) => string;

const STORAGE_KEY = "sortie.language";
const listeners = new Set<() => void>();
let current: Language = firstLanguage();

function firstLanguage(): Language {
  const kept = globalThis.localStorage?.getItem(STORAGE_KEY);
  if (kept === "zh-CN" || kept === "en") return kept;
  return globalThis.navigator?.language?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export function language(): Language {
  return current;
}

/** Switches every mounted text at once and remembers it on this device. */
export function setLanguage(next: Language): void {
  current = next;
  globalThis.localStorage?.setItem(STORAGE_KEY, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The text in `lang`; English nouns after a count are chosen by `{count|day|days}`. */
export function say(text: Text, filling: Filling = {}, lang: Language = current): string {
  const template = lang === "en" ? text.en : text.zh;
  return template.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (whole, name: string, one?: string, many?: string) => {
      const value = filling[name];
      if (one !== undefined) return (Number(value) === 1 ? one : many) ?? "";
      return value === undefined ? whole : String(value);
    },
  );
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

/** `const say = useSay(); say({ zh: "登录", en: "Sign in" })` */
export function useSay(): Say {
  const lang = useLanguage();
  return useCallback((text, filling) => say(text, filling, lang), [lang]);
}
