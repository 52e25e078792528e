/** Objects whose records open on a screen of their own instead of the generic page. */
const pages: Record<string, (id: string) => string> = {
  customer: (id) => `/customers/${id}`,
  bill: (id) => `/settlement/bills/${id}`,
  statement: (id) => `/settlement/statements/${id}`,
  order_import: (id) => `/imports/${id}`,
  price_rule: (id) => `/settlement/rules/${id}`,
};

export const specialPage = (object: string, id: string): string | null => pages[object]?.(id) ?? null;
