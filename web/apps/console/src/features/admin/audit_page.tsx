import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty, Table } from "antd";
import { useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import "./admin.css";
import { ActDrawer } from "./audit_act.tsx";
import type { Asked } from "./audit_asked.ts";
import { AuditCheck } from "./audit_check.tsx";
import { AuditFilters } from "./audit_filters.tsx";
import { type Act, actLabel, actorLabel, useActs } from "./audit_log.ts";
import { auditWords as words } from "./audit_words.ts";
import { useWholeCatalog } from "./whole_catalog.ts";

/** Who did what, newest first; one click shows what changed. */
export function AuditPage() {
  const say = useSay();
  const { moment, datetime } = useFormats();
  const objects = useWholeCatalog("audit/").objects;
  const asked = useSearch({ from: "/admin/audit" });
  const navigate = useNavigate({ from: "/admin/audit" });
  const [seen, setSeen] = useState<Act | null>(null);
  const list = useActs(asked);
  const ask = (next: Asked): void => void navigate({ search: next, replace: true });
  const objectName = (name: string | null): string => {
    const known = name ? objects[name] : undefined;
    return known ? say(known.label) : (name ?? "—");
  };
  return (
    <ConsolePage title={say(words.title)} note={say(words.help)}>
      <AuditCheck />
      <AuditFilters asked={asked} acts={list.rows ?? []} onChange={ask} />
      {list.isError && !list.rows ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table<Act>
          rowKey="id"
          size="middle"
          loading={list.isPending}
          dataSource={list.rows ?? []}
          pagination={false}
          scroll={{ x: "max-content" }}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />,
          }}
          columns={[
            {
              key: "at",
              title: say(words.at),
              render: (_v, row) => (
                <time dateTime={row.at} title={datetime(row.at)}>
                  {moment(row.at)}
                </time>
              ),
            },
            { key: "actor", title: say(words.actor), render: (_v, row) => say(actorLabel(row)) },
            {
              key: "action",
              title: say(words.action),
              render: (_v, row) => (
                <span title={row.action}>{say(actLabel(row.action, objects[row.object ?? ""]))}</span>
              ),
            },
            { key: "object", title: say(words.object), render: (_v, row) => objectName(row.object) },
            {
              key: "fields",
              title: say(words.field),
              render: (_v, row) => <Changed act={row} />,
            },
            { key: "reason", title: say(words.reason), render: (_v, row) => row.reason || "—" },
            {
              key: "open",
              render: (_v, row) => (
                <Button size="small" onClick={() => setSeen(row)}>
                  {say(words.open)}
                </Button>
              ),
            },
          ]}
          footer={
            list.hasNextPage
              ? () => (
                  <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {say(words.more)}
                  </Button>
                )
              : undefined
          }
        />
      )}
      <ActDrawer
        act={seen}
        onClose={() => setSeen(null)}
        onAsk={(next) => {
          setSeen(null);
          ask(next);
        }}
      />
    </ConsolePage>
  );
}

const SHOWN = 3;

/** The first few fields an act changed, by their names. */
function Changed({ act }: { act: Act }) {
  const say = useSay();
  const fields = useWholeCatalog("audit/").objects[act.object ?? ""]?.fields ?? [];
  const names = [...new Set([...Object.keys(act.before ?? {}), ...Object.keys(act.after ?? {})])];
  if (names.length === 0) return <>—</>;
  const shown = names.slice(0, SHOWN).map((name) => {
    const field = fields.find((one) => one.name === name);
    return field ? say(field.label) : name;
  });
  const rest = names.length - shown.length;
  return <>{shown.join(" · ") + (rest > 0 ? ` +${rest}` : "")}</>;
}
