import type { OrderBrief } from "../desk/api.ts";

const WAITING = new Set(["in_review", "pending_dispatch", "in_pool", "rework", "cannot_complete"]);

export type Tone = "late" | "waiting" | "underway" | "held";

/** What an order's marker tells: late before anything else. */
export function toneOf(order: Pick<OrderBrief, "sla_state" | "state">): Tone {
  if (order.sla_state === "breached") return "late";
  if (order.state === "on_hold") return "held";
  return WAITING.has(order.state) ? "waiting" : "underway";
}
