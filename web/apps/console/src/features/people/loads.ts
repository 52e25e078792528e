import type { Wire } from "@sortie/client/wire.ts";
export type Load = Wire<"LoadOut">;

export type Workload = Wire<"WorkloadOut">;

/** Seconds as hours with one digit. */
export const hours = (seconds: number): string => (seconds / 3600).toFixed(1);

/** How far from the median, as a signed percentage; nothing where the median is nothing. */
export function apart(value: number, median: number): string {
  if (median <= 0) return "";
  const percent = Math.round((value / median - 1) * 100);
  return percent === 0 ? "±0 %" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}
