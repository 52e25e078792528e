import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card, Skeleton } from "antd";
import { listSearch } from "../../kit/list_link.ts";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import { BreakdownCard, LoadCard, TrendCard } from "./dashboard_charts.tsx";
import { countOf, figures, finishedLately, shareOf } from "./figures.ts";
import { useGroups } from "./queries.ts";
import "./reports.css";
import { figureWords, dashboardWords as words } from "./words.ts";

/** How the day stands: figures that open their own lists, and where the work is. */
export function DashboardPage() {
  const say = useSay();
  const { time } = useFormats();
  const client = useQueryClient();
  const order = useObject("work_order");
  const first = useGroups("work_order", figures[0]?.leaves ?? [], {}, Boolean(order));
  const appointment = useObject("appointment");
  if (!order || !may(order, "read")) return <Refusal status="403" title={say(words.noRight)} />;
  return (
    <ConsolePage
      title={say(words.title)}
      note={first.dataUpdatedAt ? say(words.live, { time: time(new Date(first.dataUpdatedAt)) }) : null}
      actions={
        <Button
          icon={<Icon name="refresh" size={16} />}
          onClick={() => void client.invalidateQueries({ queryKey: ["records"] })}
        >
          {say(words.refresh)}
        </Button>
      }
    >
      <section className="d-figures" aria-label={say(words.today)}>
        {figures.map((figure) => (
          <Figure key={figure.key} figure={figure} />
        ))}
      </section>
      <div className="d-grid">
        <TrendCard />
        <Quality />
        <BreakdownCard field="work_type" title={say(words.byType)} />
        <BreakdownCard field="area" title={say(words.byArea)} />
        {appointment && may(appointment, "read") ? <LoadCard /> : null}
      </div>
    </ConsolePage>
  );
}

function Figure({ figure }: { figure: (typeof figures)[number] }) {
  const say = useSay();
  const groups = useGroups("work_order", figure.leaves);
  const count = groups.data ? countOf(groups.data[0]) : null;
  return (
    <Link
      to="/records/$object"
      params={{ object: "work_order" }}
      search={listSearch(figure.leaves)}
      className={`d-figure${figure.alarm && count ? " d-figure--alarm" : ""}`}
    >
      <span>{say(figureWords[figure.key])}</span>
      <strong>{groups.isError ? "—" : (count ?? "…")}</strong>
    </Link>
  );
}

/** Three shares of the last thirty days' finished orders. */
function Quality() {
  const say = useSay();
  const { number } = useFormats();
  const all = useGroups("work_order", finishedLately, {
    aggregates: [
      { function: "count", path: "*", name: "count" },
      { function: "avg", path: "score", name: "score" },
    ],
  });
  const late = useGroups("work_order", [
    ...finishedLately,
    { field: "sla_state", op: "eq", value: "breached" },
  ]);
  const again = useGroups("work_order", [...finishedLately, { field: "rework_count", op: "gt", value: 0 }]);
  if (!all.data || !late.data || !again.data) {
    return (
      <Card title={say(words.quality)}>
        <Skeleton active={!all.isError} paragraph={{ rows: 4 }} />
      </Card>
    );
  }
  const done = countOf(all.data[0]);
  const onTime = shareOf(done - countOf(late.data[0]), done);
  const fixed = shareOf(done - countOf(again.data[0]), done);
  const score = all.data[0]?.values.score;
  const percent = (share: number | null): string => (share === null ? "—" : `${share}%`);
  return (
    <Card title={say(words.quality)}>
      <dl className="d-quality">
        <dt>{say(words.onTime)}</dt>
        <dd>{percent(onTime)}</dd>
        <dd className="d-bar" style={{ "--share": `${onTime ?? 0}%` } as React.CSSProperties} />
        <dt>{say(words.firstFix)}</dt>
        <dd>{percent(fixed)}</dd>
        <dd className="d-bar" style={{ "--share": `${fixed ?? 0}%` } as React.CSSProperties} />
        <dt>{say(words.rating)}</dt>
        <dd>{score ? number(String(score), 1) : "—"}</dd>
        <dd className="d-note">
          {say(words.ofRated)} · {say(words.ofDone, { count: done })}
        </dd>
      </dl>
    </Card>
  );
}
