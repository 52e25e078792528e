import { expect, type Page } from "@playwright/test";
import { PICTURE } from "./company.ts";
import { read, whole, write } from "./desk.ts";

interface Step {
  key: string;
  kind: string;
  visible: boolean;
  required?: boolean;
  min?: number;
  max?: number;
  count?: number;
  choices?: string[];
  bad?: string[];
  answer: unknown;
}

/** The visit an order stands on now: the last one planned. */
export async function visitOf(page: Page, order: string): Promise<{ id: string; engineer: { id: string } }> {
  const { appointment } = await whole(page, order);
  return appointment.find((one: { state: string }) => one.state === "dispatched");
}

async function stored(phone: Page): Promise<string> {
  const token = (await phone.context().cookies()).find((one) => one.name.endsWith("sortie-csrf"))?.value;
  const answer = await phone.request.post("/api/v1/files", {
    data: PICTURE.buffer,
    headers: {
      "Content-Type": PICTURE.mimeType,
      "X-Filename": PICTURE.name,
      "X-CSRF-Token": decodeURIComponent(token ?? ""),
    },
  });
  expect(answer.ok(), `a file: ${answer.status()}`).toBe(true);
  return (await answer.json()).id as string;
}

async function answerTo(phone: Page, step: Step): Promise<object> {
  switch (step.kind) {
    case "check":
      return { value: true };
    case "choice":
      return { value: step.choices?.find((one) => !step.bad?.includes(one)) };
    case "number":
      return { value: ((step.min ?? 1) + (step.max ?? step.min ?? 1)) / 2 };
    case "photo":
      return { files: await Promise.all(Array.from({ length: step.count ?? 1 }, () => stored(phone))) };
    case "signature":
      return { files: [await stored(phone)] };
    default:
      return { value: "SN-2026" };
  }
}

/** One visit to the end of the work, as its engineer's phone sends it; from the acceptance of the job, or from the
 * check-in on. */
export async function workThrough(
  phone: Page,
  visit: string,
  from: "accept" | "arrive" = "accept",
): Promise<void> {
  const root = `/api/v1/field/appointments/${visit}`;
  const { order } = await read(phone, root);
  const location = { lon: order.location.lon, lat: order.location.lat, accuracy_m: 10, fix_age_s: 1 };
  for (const verb of from === "accept" ? ["accept", "depart"] : [])
    await write(phone, "POST", `${root}/${verb}`, {});
  await write(phone, "POST", `${root}/arrive`, { location, reason: "", photos: [] });
  await write(phone, "POST", `${root}/start`, {});
  for (let round = 0; round < 3; round += 1) {
    const { steps } = await read(phone, root);
    // an answer may show another step, so the list is asked for again
    const open = (steps.items as Step[]).filter((one) => one.visible && !one.answer);
    for (const step of open) {
      const path = `/api/v1/field/orders/${order.id}/steps/${encodeURIComponent(step.key)}`;
      await write(phone, "PUT", path, await answerTo(phone, step));
    }
    if (open.length === 0) break;
  }
  await write(phone, "POST", `${root}/finish`, { outcome: "已更换减震弹簧" });
}
