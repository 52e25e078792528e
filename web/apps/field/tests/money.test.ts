import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amountOf } from "../src/features/parts/amounts.ts";
import { totalOf } from "../src/kit/money.ts";

const line = (quantity: string, price: string, billable = true) => ({ quantity, price, billable });

describe("the running total", () => {
  it("is exact where floats aren't", () => {
    expect(totalOf([line("3", "0.10"), line("1", "0.20")])).toBe("0.50");
    expect(totalOf([line("1.5", "88.5"), line("1.00", "120.00")])).toBe("252.75");
    expect(totalOf([])).toBe("0.00");
  });

  it("leaves out what isn't charged", () => {
    expect(totalOf([line("2", "50"), line("9", "50", false)])).toBe("100.00");
  });

  it("equals whole-cent arithmetic for every quantity and price", () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(9_999_999), (pieces, cents) => {
        const price = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
        const sum = BigInt(pieces) * BigInt(cents);
        expect(totalOf([line(String(pieces), price)])).toBe(
          `${sum / 100n}.${String(sum % 100n).padStart(2, "0")}`,
        );
      }),
    );
  });
});

describe("a typed amount", () => {
  it("takes at most two decimals, comma or point", () => {
    expect(amountOf(" 12,5 ")).toBe("12.5");
    expect(amountOf("12.505")).toBeNull();
    expect(amountOf("-1")).toBeNull();
    expect(amountOf("")).toBeNull();
  });
});
