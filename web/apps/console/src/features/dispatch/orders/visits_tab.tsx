import type { Reference } from "@sortie/client/records.ts";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { Empty } from "antd";
import type { Values, WholeOrder } from "../desk/api.ts";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { ValueTag, Window } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";
import { orderWords as words } from "./words.ts";

const STAMPS = [
  ["accepted_at", "accepted"],
  ["departed_at", "departed"],
  ["arrived_at", "arrived"],
  ["work_started_at", "started"],
  ["finished_at", "finished"],
] as const;

/** Every visit with its own times: an order may take several. */
export function VisitsTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const visits = whole.appointment ?? [];
  if (visits.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noVisits)} />;
  return (
    <div className="o-visits">
      {visits.map((visit, index) => (
        <Visit
          key={visit.id}
          visit={visit}
          number={index + 1}
          checkIns={(whole.check_in ?? []).filter(
            (one) => (one.appointment as Reference | null)?.id === visit.id,
          )}
        />
      ))}
    </div>
  );
}

function Visit({ visit, number, checkIns }: { visit: Values; number: number; checkIns: Values[] }) {
  const say = useSay();
  const { moment, duration, distance } = useFormats();
  const who = (visit.engineer as Reference | null)?.title ?? "—";
  const stamped = STAMPS.filter(([field]) => visit[field]);
  const steps: Step[] = stamped.map(([field, word]) => ({
    key: field,
    title: say(words[word]),
    at: moment(String(visit[field])),
    state: "done",
  }));
  const facts = [
    visit.travel_m ? `${say(words.travelWay)} ${distance(Number(visit.travel_m))}` : "",
    visit.travel_s ? `${say(words.travelTime)} ${duration(Number(visit.travel_s))}` : "",
    visit.work_s ? `${say(words.workTime)} ${duration(Number(visit.work_s))}` : "",
    visit.respond_by && !visit.accepted_at
      ? `${say(words.respondBy)} ${moment(String(visit.respond_by))}`
      : "",
  ].filter(Boolean);
  return (
    <article className="o-visit">
      <header>
        <Avatar name={who} size={34} />
        <div>
          <strong>
            {say(words.visitNo, { n: number })} · {who}
          </strong>
          <span className="d-muted">
            {String(visit.number ?? "")} · {say(words.planned)}{" "}
            <Window start={visit.planned_start as string | null} end={visit.planned_end as string | null} />
          </span>
        </div>
        {visit.time_flag ? <ValueTag object="appointment" field="time_flag" value={visit.time_flag} /> : null}
        <ValueTag object="appointment" field="state" value={visit.state} />
      </header>
      {facts.length > 0 ? <p className="d-muted">{facts.join(" · ")}</p> : null}
      {visit.outcome ? (
        <p>
          {say(words.outcome)}: {String(visit.outcome)}
        </p>
      ) : null}
      {visit.decline_reason ? (
        <p>
          {say(words.declined)}: {String(visit.decline_reason)}
        </p>
      ) : null}
      <div className="o-visit__body">
        {steps.length > 0 ? <Steps steps={steps} label={say(words.visits)} /> : null}
        {checkIns.length > 0 ? (
          <section aria-label={say(words.checkIns)} className="o-check-ins">
            {checkIns.map((one) => (
              <CheckIn key={one.id} one={one} />
            ))}
          </section>
        ) : null}
      </div>
    </article>
  );
}

/** Where it was stamped, how far off, and what is odd about it. */
function CheckIn({ one }: { one: Values }) {
  const say = useSay();
  const { moment, distance } = useFormats();
  const flags = Array.isArray(one.flags) ? one.flags.map(String) : [];
  return (
    <div className="o-check-in">
      <div className="d-actions">
        <ValueTag object="check_in" field="kind" value={one.kind} />
        <span>{moment(String(one.occurred_at))}</span>
        {one.inside === null || one.inside === undefined ? null : (
          <Tag tone={one.inside ? "done" : "danger"}>{say(one.inside ? words.inside : words.outside)}</Tag>
        )}
        {one.distance_m === null || one.distance_m === undefined ? null : (
          <span className="d-muted">{say(words.away, { distance: distance(Number(one.distance_m)) })}</span>
        )}
        {one.time_flag ? <ValueTag object="check_in" field="time_flag" value={one.time_flag} /> : null}
        {flags.map((flag) => (
          <Tag key={flag} tone="accent">
            {say(flagWords[flag] ?? { zh: flag, en: flag })}
          </Tag>
        ))}
      </div>
      {one.reason ? <p>{String(one.reason)}</p> : null}
      <PhotoWall ids={filesOf(one.photos).map((file) => file.id)} label={say(deskWords.photos)} />
    </div>
  );
}

const flagWords: Record<string, { zh: string; en: string }> = {
  outside: { zh: "围栏外", en: "Outside the fence" },
  mock: { zh: "模拟定位", en: "Mock location" },
  stale_fix: { zh: "定位过旧", en: "Stale position" },
  poor_accuracy: { zh: "定位不准", en: "Inaccurate position" },
  no_fix: { zh: "没有定位", en: "No position" },
  no_fence: { zh: "未设围栏", en: "No fence set" },
};
