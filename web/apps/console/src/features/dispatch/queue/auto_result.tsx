import type { Label } from "@sortie/client/metadata.ts";
import { type Say, useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Modal } from "antd";
import type { AutoAnswer, OrderBrief } from "../desk/api.ts";
import { Window } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";
import { queueWords as words } from "./words.ts";

interface AutoResultProps {
  answer: AutoAnswer;
  orders: OrderBrief[];
  onClose: () => void;
}

/** What automatic dispatch did with each order, and why some are left. */
export function AutoResult({ answer, orders, onClose }: AutoResultProps) {
  const say = useSay();
  const known = new Map(orders.map((order) => [order.id, order]));
  return (
    <Modal
      open
      width={640}
      title={say(words.autoTitle)}
      onCancel={onClose}
      onOk={onClose}
      okText={say(deskWords.close)}
      cancelButtonProps={{ style: { display: "none" } }}
    >
      <p>{say(words.autoSummary, { assigned: answer.assigned.length, unserved: answer.unserved.length })}</p>
      {answer.assigned.length > 0 ? (
        <section className="q-result">
          <h3>{say(words.assignedTo)}</h3>
          <ul>
            {answer.assigned.map((made) => {
              const order = made.work_order as { id: string; title: string | null } | null;
              return (
                <li key={made.id}>
                  <Link to="/orders/$id" params={{ id: order?.id ?? "" }}>
                    {known.get(order?.id ?? "")?.subject ?? order?.title}
                  </Link>
                  <strong>{(made.engineer as { title: string | null } | null)?.title}</strong>
                  <Window start={made.planned_start as string} end={made.planned_end as string} />
                </li>
              );
            })}
          </ul>
        </section>
      ) : null}
      {answer.unserved.length > 0 ? (
        <section className="q-result">
          <h3>{say(words.unserved)}</h3>
          <ul>
            {answer.unserved.map((left) => (
              <li key={left.id}>
                <Link to="/orders/$id" params={{ id: left.id }}>
                  {known.get(left.id)?.subject ?? left.id.slice(0, 8)}
                </Link>
                <span className="d-muted">{whyLeft(left, say)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Modal>
  );
}

const REASONS_SHOWN = 3;

/** The commonest reasons first, with how many people each one rules out. */
export function whyLeft(left: Record<string, unknown>, say: Say): string {
  const excluded = Array.isArray(left.excluded) ? left.excluded : [];
  const counts = new Map<string, number>();
  for (const person of excluded as { reasons?: { text?: Label }[] }[]) {
    const first = person.reasons?.[0]?.text;
    if (first) counts.set(say(first), (counts.get(say(first)) ?? 0) + 1);
  }
  const told = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, REASONS_SHOWN)
    .map(([reasons, count]) => say(words.people, { count, reasons }));
  if (told.length > 0) return told.join(say({ zh: "；", en: "; " }));
  const text = left.detail ?? left.text;
  if (typeof text === "string") return text;
  if (typeof text === "object" && text !== null && "zh" in text) return say(text as Label);
  return say(words.noReason);
}
