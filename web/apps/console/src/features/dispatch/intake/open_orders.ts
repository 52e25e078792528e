const CLOSED = new Set(["accepted", "pending_settlement", "settled", "archived", "cancelled"]);

/** Whether work is still to come on the order. */
export function isOpen(order: { state: string }): boolean {
  return !CLOSED.has(order.state);
}
