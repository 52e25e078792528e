import { type FieldMeta, fieldNamed } from "@sortie/client/metadata.ts";
import { useCatalog } from "@sortie/client/queries.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Button, Descriptions, Drawer, Empty, Table } from "antd";
import type { Asked } from "./audit_asked.ts";
import { type Act, actLabel, actorLabel } from "./audit_log.ts";
import { auditWords as words } from "./audit_words.ts";
import { useWholeCatalog } from "./whole_catalog.ts";

/** Values of these types are written in the audit as they are in a record; a link is only an id there. */
const DRAWN = new Set([
  ..."text long_text number currency percent date time datetime duration switch".split(" "),
  ..."phone email url choice choices state address created_at updated_at autonumber".split(" "),
]);
const WITHHELD = "•••";

interface ActDrawerProps {
  act: Act | null;
  onClose: () => void;
  onAsk: (asked: Asked) => void;
}

/** One act: who, when, why, and each field before and after. */
export function ActDrawer({ act, onClose, onAsk }: ActDrawerProps) {
  const say = useSay();
  return (
    <Drawer
      open={act !== null}
      size={720}
      aria-label={say(words.title)}
      title={say(words.title)}
      onClose={onClose}
    >
      {act ? <ActFacts act={act} onAsk={onAsk} /> : null}
    </Drawer>
  );
}

function ActFacts({ act, onAsk }: { act: Act; onAsk: (asked: Asked) => void }) {
  const say = useSay();
  const { datetime } = useFormats();
  const object = useWholeCatalog("audit/").objects[act.object ?? ""];
  const mine = useCatalog().data?.objects ?? {};
  const { actor_id: actor, record_id: record } = act;
  const extra = Object.entries(act.extra).filter(([, value]) => value !== null && value !== "");
  const facts = [
    { key: "at", label: say(words.at), children: datetime(act.at) },
    { key: "actor", label: say(words.actor), children: say(actorLabel(act)) },
    {
      key: "action",
      label: say(words.action),
      children: `${say(actLabel(act.action, object))} · ${act.action}`,
    },
    { key: "object", label: say(words.object), children: object ? say(object.label) : (act.object ?? "—") },
    { key: "record", label: say(words.record), children: record ?? "—" },
    { key: "reason", label: say(words.reason), children: act.reason || "—" },
    ...extra.map(([name, value]) => ({ key: `+${name}`, label: name, children: plain(value) })),
  ];
  return (
    <div className="m-stack">
      <Descriptions size="small" bordered column={1} items={facts} />
      <div className="c-bar">
        {object && record && mine[object.name] ? (
          <Link to="/records/$object/$id" params={{ object: object.name, id: record }}>
            {say(words.openRecord)}
          </Link>
        ) : null}
        {record ? (
          <Button
            size="small"
            onClick={() => onAsk({ ...(act.object ? { object: act.object } : {}), record })}
          >
            {say(words.onlyRecord)}
          </Button>
        ) : null}
        {actor ? (
          <Button size="small" onClick={() => onAsk({ actor })}>
            {say(words.onlyActor)}
          </Button>
        ) : null}
      </div>
      <Changes act={act} />
    </div>
  );
}

function Changes({ act }: { act: Act }) {
  const say = useSay();
  const object = useWholeCatalog("audit/").objects[act.object ?? ""];
  const names = [...new Set([...Object.keys(act.before ?? {}), ...Object.keys(act.after ?? {})])];
  if (names.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.nothing)} />;
  const rows = names.map((name) => {
    const found = object ? fieldNamed(object, name) : undefined;
    return { name, field: object && found ? withStates(object, found) : undefined };
  });
  return (
    <Table
      rowKey="name"
      size="small"
      tableLayout="fixed"
      pagination={false}
      dataSource={rows}
      columns={[
        {
          key: "name",
          title: say(words.field),
          render: (_v, row) => (row.field ? say(row.field.label) : row.name),
        },
        {
          key: "before",
          title: say(words.before),
          render: (_v, row) => <Value field={row.field} value={act.before?.[row.name]} />,
        },
        {
          key: "after",
          title: say(words.after),
          render: (_v, row) => <Value field={row.field} value={act.after?.[row.name]} />,
        },
      ]}
    />
  );
}

function Value({ field, value }: { field: FieldMeta | undefined; value: unknown }) {
  if (field && value !== WITHHELD && DRAWN.has(field.type))
    return <RecordValue field={field} value={value} brief />;
  return <span className="m-value">{plain(value)}</span>;
}

/** A value that has no field to say how it reads. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
