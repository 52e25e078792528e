const JOB = "work_order";

/** Where a message leads: the job it is about, the open offers, the statement; null when it only tells. */
export function targetOf(values: Record<string, unknown>): string | null {
  const about = String(values.about_object ?? "");
  const id = String(values.about_record ?? "");
  if (String(values.event ?? "").startsWith("dispatch.offer_opened")) return "/offers";
  if (!about || !id) return null;
  if (about === "statement") return `/me/statements?open=${id}`;
  if (about === "leave") return "/me/leave";
  if (about === "offer") return "/offers";
  if (about === "appointment") return `/jobs/${id}`;
  return about === JOB ? `/orders/${id}/job` : null;
}
