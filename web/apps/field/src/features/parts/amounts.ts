/** What was typed as a decimal text with at most two digits («1,5» counts); null when it isn't an amount. */
export function amountOf(typed: string): string | null {
  const text = typed.trim().replace("，", ".").replace(",", ".");
  return /^\d{1,8}(\.\d{1,2})?$/.test(text) ? text : null;
}
