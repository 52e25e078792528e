import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts, List, ListItem } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Banner, Stack } from "@sortie/ui/page.tsx";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { portal, type Tracking } from "../../kit/portal_api.ts";
import { Judge } from "./judge.tsx";
import { Rate } from "./rate.tsx";
import { Talk } from "./talk.tsx";
import { useTracking } from "./use_tracking.ts";
import { words } from "./words.ts";

/** The page behind the tracking link: what is going on now, and what the customer may do about it. */
export function TrackPage({ company = "", token = "" }: { company?: string; token?: string }) {
  const page = useTracking(company, token);
  const link = { company, token };
  return (
    <Loaded query={page}>
      {(job) => (
        <Stack>
          {job.run_out ? <RunOut phone={job.run_out.phone} /> : null}
          <Progress job={job} />
          {job.can.accept || job.can.refuse ? <Judge {...link} job={job} /> : null}
          {job.can.rate || job.rating ? <Rate {...link} rating={job.rating} may={job.can.rate} /> : null}
          <Visit job={job} />
          {job.run_out ? null : <Done {...link} job={job} />}
          {job.run_out ? null : (
            <>
              <Told job={job} />
              <Talk {...link} job={job} />
            </>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

function RunOut({ phone }: { phone: string | null }) {
  const say = useSay();
  return (
    <Banner tone="paused">
      {say(words.runOut)} {phone ? <a href={`tel:${phone}`}>{say(words.runOutCall, { phone })}</a> : null}
    </Banner>
  );
}

function Progress({ job }: { job: Tracking }) {
  const say = useSay();
  const { moment } = useFormats();
  const number = job.order?.number ?? job.request?.number ?? "";
  const over = job.order?.state === "cancelled" || job.request?.state === "withdrawn";
  const steps: Step[] = job.steps.map((step) => ({
    key: step.key,
    title: say(step.label),
    at: step.at ? moment(step.at) : undefined,
    state: step.current && !finished(job) ? "now" : step.reached ? "done" : "next",
  }));
  return (
    <Card
      title={say(words.progress)}
      action={job.order ? <Tag tone={over ? "grey" : "blue"}>{say(job.order.state_label)}</Tag> : undefined}
    >
      <Stack>
        <p className="p-note">
          {job.company.name} · <span className="p-number">{say(words.number, { number })}</span>
        </p>
        {over ? <Banner tone="paused">{say(words.cancelled)}</Banner> : <Again job={job} />}
        {over ? null : <Steps steps={steps} label={say(words.progress)} />}
      </Stack>
    </Card>
  );
}

/** Why it isn't simply going on: done again, another visit, or not possible this time. */
function Again({ job: { order, visit } }: { job: Tracking }) {
  const say = useSay();
  if (!order || order.state === "pending_acceptance") return null;
  if (order.state === "cannot_complete") return <Banner tone="paused">{say(words.cannot)}</Banner>;
  if (order.state === "on_hold") return <Banner tone="paused">{say(words.onHold)}</Banner>;
  if (ACCEPTED.has(order.state)) return null;
  const waits = visit !== null && OVER.has(visit.state);
  if (order.rework_count > 0) {
    return (
      <Banner tone="paused">{say(waits ? words.reworkSoon : words.rework, { n: order.rework_count })}</Banner>
    );
  }
  return waits ? <Banner tone="paused">{say(words.again)}</Banner> : null;
}

const OVER = new Set(["completed", "partly_completed", "cannot_complete", "no_show"]);
const ACCEPTED = new Set(["accepted", "pending_settlement", "settled", "archived"]);

function finished(job: Tracking): boolean {
  return ACCEPTED.has(job.order?.state ?? "");
}

function Visit({ job }: { job: Tracking }) {
  const say = useSay();
  const { datetime, time, distance, duration } = useFormats();
  const visit = job.visit;
  if (!visit || finished(job)) return null;
  const over = OVER.has(visit.state);
  // a visit that is over says who was there only while the customer judges it
  if (over && job.order?.state !== "pending_acceptance") return null;
  return (
    <Card title={say(words.who)}>
      <Facts>
        {visit.engineer ? (
          <Fact label={visit.engineer.name}>
            {visit.engineer.phone ? say(words.phone, { phone: visit.engineer.phone }) : "—"}
          </Fact>
        ) : null}
        {visit.planned_start && !over ? (
          <Fact label={say(words.planned)}>
            {datetime(visit.planned_start)}
            {visit.planned_end ? ` – ${time(visit.planned_end)}` : ""}
          </Fact>
        ) : null}
      </Facts>
      {visit.distance_m !== null && visit.eta_s !== null ? (
        <Banner>
          {say(words.away, {
            distance: distance(visit.distance_m),
            eta: duration(Math.max(60, visit.eta_s)),
          })}
        </Banner>
      ) : null}
    </Card>
  );
}

function Done({ company, token, job }: { company: string; token: string; job: Tracking }) {
  const say = useSay();
  const { money } = useFormats();
  const order = job.order;
  if (!order?.finished_at) return null;
  const told = Boolean(job.visit?.outcome) || order.lines.length > 0 || order.photos.length > 0;
  if (!told && !order.amount) return null;
  return (
    <Card title={say(words.result)}>
      {job.visit?.outcome ? <p>{job.visit.outcome}</p> : null}
      {order.lines.length > 0 ? (
        <List label={say(words.used)}>
          {order.lines.map((line) => (
            <ListItem
              key={line.id}
              title={line.name}
              note={`× ${line.quantity}${line.unit ?? ""}`}
              after={money(line.price)}
            />
          ))}
        </List>
      ) : null}
      {order.amount ? (
        <Facts>
          <Fact label={say(words.total)}>
            <strong>{money(order.amount)}</strong>
          </Fact>
        </Facts>
      ) : null}
      {order.photos.length > 0 ? (
        <section className="p-photos" aria-label={say(words.photos)}>
          {order.photos.map((id, index) => (
            <img
              key={id}
              loading="lazy"
              src={portal.photoUrl(company, token, id)}
              alt={say(words.photo, { n: index + 1 })}
            />
          ))}
        </section>
      ) : null}
    </Card>
  );
}

function Told({ job }: { job: Tracking }) {
  const say = useSay();
  const { datetime, time } = useFormats();
  const told = job.request;
  if (!told) return null;
  return (
    <Card title={say(words.problem)}>
      <Facts>
        {told.description ? <Fact label={say(words.problem)}>{told.description}</Fact> : null}
        {told.window_start ? (
          <Fact label={say(words.wished)}>
            {datetime(told.window_start)}
            {told.window_end ? ` – ${time(told.window_end)}` : ""}
          </Fact>
        ) : null}
        {told.address_text ? <Fact label={say(words.address)}>{told.address_text}</Fact> : null}
        {told.answer ? <Fact label={say(words.answer)}>{told.answer}</Fact> : null}
      </Facts>
    </Card>
  );
}
