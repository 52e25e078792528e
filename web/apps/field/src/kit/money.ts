interface Priced {
  quantity: string;
  price: string;
  billable: boolean;
}

/** A decimal text in whole hundredths; what isn't a number counts 0. */
function hundredths(text: string): bigint {
  const found = /^\s*(\d+)(?:\.(\d{0,2})\d*)?\s*$/.exec(text);
  return found ? BigInt(`${found[1]}${(found[2] ?? "").padEnd(2, "0")}`) : 0n;
}

/** What the billable lines come to, as a decimal text with two digits: exact, never a float's guess. */
export function totalOf(lines: Priced[]): string {
  let sum = 0n;
  for (const line of lines) {
    if (line.billable) sum += hundredths(line.quantity) * hundredths(line.price);
  }
  const cents = (sum + 50n) / 100n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}
