/** `classes("s-button", big && "s-button--big")` */
export function classes(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
