import { type AnchorHTMLAttributes, type MouseEvent, useSyncExternalStore } from "react";

/** A page router of one file for the phone apps (a full one would take a quarter of their budget).
 * Paths are inside the app: `/orders/42`, under the base the app was built with. */
let base = "";
const listeners = new Set<() => void>();

export function setRouterBase(next: string): void {
  base = next.replace(/\/$/, "");
}

function path(): string {
  const { pathname } = globalThis.location;
  return (pathname.startsWith(base) ? pathname.slice(base.length) : pathname) || "/";
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) globalThis.addEventListener("popstate", tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) globalThis.removeEventListener("popstate", tell);
  };
}

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = `${base}${to}`;
  if (replace) globalThis.history.replaceState(null, "", url);
  else globalThis.history.pushState({ inside: true }, "", url);
  globalThis.scrollTo?.(0, 0);
  tell();
}

/** Back to where the reader came from; to `otherwise` when the page was opened directly. */
export function goBack(otherwise = "/"): void {
  if ((globalThis.history.state as { inside?: boolean } | null)?.inside) globalThis.history.back();
  else navigate(otherwise, { replace: true });
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, path);
}

export function useSearch(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => globalThis.location.search));
}

/** `match("/orders/:id", "/orders/42")` → `{ id: "42" }`; null when it doesn't fit. */
export function match(pattern: string, at: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const got = at.split("/").filter(Boolean);
  if (wanted.length !== got.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const here = got[index] as string;
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(here);
    else if (part !== here) return null;
  }
  return found;
}

export function Link({ to, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { to: string }) {
  const press = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={`${base}${to}`} onClick={press} {...rest} />;
}
