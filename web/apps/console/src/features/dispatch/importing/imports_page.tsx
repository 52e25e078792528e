import { useObject, useRecords } from "@sortie/client/queries.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Empty, Table, type TableColumnsType } from "antd";
import { ConsolePage } from "../../../kit/page.tsx";
import { MorePages } from "../desk/more_pages.tsx";
import { useNarrow } from "../desk/narrow.ts";
import { type ImportRun, RUN_FIELDS, runOf, TEMPLATE } from "./api.ts";
import "./importing.css";
import { RunState } from "./run_state.tsx";
import { UploadArea } from "./upload_area.tsx";
import { importWords as words } from "./words.ts";

/** Orders from a file: the template, a place to drop the file, and what was imported before. */
export function ImportsPage() {
  const say = useSay();
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        <Button href={TEMPLATE} download>
          {say(words.template)}
        </Button>
      }
    >
      <UploadArea />
      <h2 className="im-heading">{say(words.history)}</h2>
      <History />
    </ConsolePage>
  );
}

function History() {
  const say = useSay();
  const { moment } = useFormats();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const known = Boolean(useObject("order_import"));
  const list = useRecords("order_import", { fields: RUN_FIELDS, sort: "-created_at", limit: 20 }, known);
  const rows = list.rows.map(runOf);
  if (list.isError && rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const empty = (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.empty)}>
      <span className="d-muted">{say(words.emptyHelp)}</span>
    </Empty>
  );
  const open = (id: string): void => void navigate({ to: "/imports/$id", params: { id } });
  if (narrow)
    return rows.length === 0 && !list.isPending ? (
      empty
    ) : (
      <>
        <ul className="im-cards">
          {rows.map((run) => (
            <li key={run.id}>
              <Link to="/imports/$id" params={{ id: run.id }} className="im-card">
                <strong>{run.name}</strong>
                <RunState run={run} />
                <span>
                  {say(words.ok)} {run.ok} · {say(words.skipped)} {run.skipped} · {say(words.failed)}{" "}
                  {run.failed}
                </span>
                <span>
                  {run.by} · {moment(run.at)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        <MorePages list={list} />
      </>
    );
  const columns: TableColumnsType<ImportRun> = [
    {
      key: "name",
      title: say(words.file),
      render: (_cell, run) => (
        <Link to="/imports/$id" params={{ id: run.id }} onClick={(event) => event.stopPropagation()}>
          {run.name}
        </Link>
      ),
    },
    { key: "by", title: say(words.by), dataIndex: "by" },
    { key: "at", title: say(words.at), render: (_cell, run) => moment(run.at) },
    { key: "rows", title: say(words.rows), dataIndex: "rows", align: "right" },
    { key: "ok", title: say(words.ok), dataIndex: "ok", align: "right" },
    { key: "skipped", title: say(words.skipped), dataIndex: "skipped", align: "right" },
    { key: "failed", title: say(words.failed), dataIndex: "failed", align: "right" },
    { key: "state", title: say(words.state), render: (_cell, run) => <RunState run={run} /> },
  ];
  return (
    <Table<ImportRun>
      rowKey="id"
      size="middle"
      className="im-table"
      loading={list.isPending}
      dataSource={rows}
      columns={columns}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: list.isPending ? <span /> : empty }}
      onRow={(run) => ({ onClick: () => open(run.id) })}
      {...(rows.length > 0 ? { footer: () => <MorePages list={list} /> } : {})}
    />
  );
}
