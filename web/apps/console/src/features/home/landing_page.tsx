import { may } from "@sortie/client/metadata.ts";
import { useMe, useObject, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { type Text, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Card, Empty } from "antd";
import type { ReactNode } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import "./home.css";
import { homeWords as words } from "./words.ts";

export interface Ways {
  label: Text;
  entries: { to: string; label: Text; icon: ReactNode }[];
}

const FEW = 5;

/** Home of who has no share in the day's work: what is theirs, what is new, where they can go. */
export function LandingPage({ ways }: { ways: Ways[] }) {
  const say = useSay();
  const me = useMe().data;
  return (
    <ConsolePage title={say(words.hello, { name: me?.name ?? "" })} note={me?.tenant.name}>
      <div className="c-cards">
        <News />
        <Requests company={me?.tenant.code ?? ""} />
        <Card title={say(words.mine)}>
          <p className="c-page__note h-note">{say(words.mineHelp)}</p>
          <Link to="/account">{say(words.openAccount)}</Link>
        </Card>
      </div>
      <Card title={<h2 className="h-can">{say(words.can)}</h2>}>
        {ways.map((group) => (
          <section key={group.label.en} className="h-group">
            <h3>{say(group.label)}</h3>
            <div className="h-ways">
              {group.entries.map(({ to, label, icon }) => (
                <Link key={to} to={to} className="h-way">
                  {icon}
                  {say(label)}
                </Link>
              ))}
            </div>
          </section>
        ))}
      </Card>
    </ConsolePage>
  );
}

function News() {
  const say = useSay();
  const object = useObject("notification");
  const list = useRecords(
    "notification",
    { fields: ["title", "body", "created_at"], sort: "-created_at", limit: FEW },
    Boolean(object),
  );
  if (!object) return null;
  return (
    <Card
      title={say(words.news)}
      extra={
        <Link to="/records/$object" params={{ object: "notification" }}>
          {say(words.allNews)}
        </Link>
      }
    >
      <Loaded query={{ ...list, data: list.data ? list.rows : undefined }}>
        {(rows) => <Lines rows={rows} title="title" none={say(words.noNews)} />}
      </Loaded>
    </Card>
  );
}

/** Own requests where the role shows them; anybody may ask for service by the company's own form. */
function Requests({ company }: { company: string }) {
  const say = useSay();
  const object = useObject("service_request");
  const sees = object !== undefined && may(object, "read");
  const list = useRecords(
    "service_request",
    { fields: ["number", "created_at"], sort: "-created_at", limit: FEW },
    sees,
  );
  return (
    <Card title={say(words.requests)}>
      {sees ? (
        <Loaded query={{ ...list, data: list.data ? list.rows : undefined }}>
          {(rows) => <Lines rows={rows} title="number" none={say(words.noRequests)} />}
        </Loaded>
      ) : (
        <p className="c-page__note h-note">{say(words.requestHelp)}</p>
      )}
      <Button type="primary" href={`/p/${encodeURIComponent(company)}`} target="_blank" rel="noreferrer">
        {say(words.report)}
      </Button>
    </Card>
  );
}

function Lines({ rows, title, none }: { rows: Row[]; title: string; none: string }) {
  const { ago } = useFormats();
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={none} />;
  return (
    <ul className="h-list">
      {rows.map((row) => (
        <li key={row.id}>
          <strong>{String(row.values[title] ?? "")}</strong>
          {row.values.body ? <span>{String(row.values.body)}</span> : null}
          <time>{row.values.created_at ? ago(String(row.values.created_at)) : ""}</time>
        </li>
      ))}
    </ul>
  );
}
