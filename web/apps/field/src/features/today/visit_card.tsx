import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Row } from "@sortie/ui/page.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import type { VisitBrief } from "../../kit/field_api.ts";
import { Reach } from "../../kit/reach.tsx";
import { SlaCountdown } from "../../kit/sla_countdown.tsx";
import { PriorityTag, StateTag } from "../../kit/visit_state.tsx";
import { isFromBefore } from "./days.ts";
import { words } from "./words.ts";

function toneOf(visit: VisitBrief): "danger" | "accent" | "brand" | "done" | undefined {
  if (visit.next_action === null) return "done";
  if (visit.sla_state === "breached" || visit.priority === "urgent") return "danger";
  return visit.state === "dispatched" ? "accent" : "brand";
}

export function VisitCard({ visit, day }: { visit: VisitBrief; day: string }) {
  const say = useSay();
  const { time } = useFormats();
  const open = visit.next_action !== null;
  return (
    <Card
      to={`/jobs/${visit.id}`}
      tone={toneOf(visit)}
      title={
        <span className="m-visit__time">
          {time(visit.planned_start)} – {time(visit.planned_end)}
        </span>
      }
      action={<StateTag state={visit.state} order={visit.order_state} />}
      footer={
        open ? (
          <Reach phone={visit.contact_phone} links={visit.navigation} address={visit.address_text} />
        ) : null
      }
    >
      <div className="m-visit">
        <div className="m-visit__line">
          <strong className="m-visit__what">{visit.subject}</strong>
          <Row wrap={false}>
            {isFromBefore(visit, day) ? <Tag tone="orange">{say(words.fromBefore)}</Tag> : null}
            <PriorityTag priority={visit.priority} />
          </Row>
        </div>
        <span>{visit.customer}</span>
        <span>{visit.address_text}</span>
        <div className="m-visit__line">
          <span className="m-faint m-visit__number">{visit.number}</span>
          <SlaCountdown
            state={visit.state}
            respond_by={visit.respond_by}
            arrive_due={visit.arrive_due}
            finish_due={visit.finish_due}
            sla_left_s={visit.sla_left_s}
          />
        </div>
      </div>
    </Card>
  );
}
