/** What is looked for; kept in the address. `from` and `to` are days of the company's calendar, both included. */
export interface Asked {
  object?: string;
  record?: string;
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
}

const NAMES = ["object", "record", "actor", "action", "from", "to"] as const;
/** The filters in an address; anything else in it is left out. */
export function askedOf(search: Record<string, unknown>): Asked {
  const asked: Asked = {};
  for (const name of NAMES) {
    const value = search[name];
    if (typeof value === "string" && value) asked[name] = value;
  }
  return asked;
}
