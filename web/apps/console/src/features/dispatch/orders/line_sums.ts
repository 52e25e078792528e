/** Money travels as decimal strings; sums are made in ten-thousandths so that 0.1 × 3 stays 0.30. */
const SCALE = 10_000n;

function scaled(text: unknown): bigint {
  const [whole = "0", part = ""] = String(text ?? "0").split(".");
  const sign = whole.startsWith("-") ? -1n : 1n;
  return sign * (BigInt(whole.replace("-", "") || "0") * SCALE + BigInt(part.padEnd(4, "0").slice(0, 4)));
}

function toText(cents: bigint): string {
  const sign = cents < 0n ? "-" : "";
  const size = cents < 0n ? -cents : cents;
  return `${sign}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

/** Quantity × price of one line, to the cent, half up. */
export function lineSum(line: Record<string, unknown>): string {
  return toText(cents(line));
}

function cents(line: Record<string, unknown>): bigint {
  const product = scaled(line.quantity) * scaled(line.price);
  const unit = (SCALE * SCALE) / 100n;
  return (product + unit / 2n) / unit;
}

export function billableTotal(lines: Record<string, unknown>[]): string {
  return toText(lines.filter((line) => line.billable).reduce((sum, line) => sum + cents(line), 0n));
}
