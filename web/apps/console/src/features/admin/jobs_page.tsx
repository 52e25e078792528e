import { get, post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Empty, Popconfirm, Space, Table } from "antd";
import { useState } from "react";
import { Coded } from "../../kit/coded.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import "./admin.css";
import { jobWords as words } from "./audit_words.ts";
import { jobNames } from "./code_words.ts";

type DeadJob = Wire<"DeadJob">;

interface Queue {
  counts: Record<string, Record<string, number>>;
  dead: DeadJob[];
}

const ROOT = "/api/v1/admin/jobs";
const KEY = ["jobs"];
const STATES = ["ready", "running", "dead"] as const;

/** What waits, what runs, and what failed for good. */
export function JobsPage() {
  const say = useSay();
  const queue = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Queue>(ROOT, {}, signal) });
  return (
    <ConsolePage
      title={say(words.title)}
      note={say(words.help)}
      actions={
        <Button loading={queue.isFetching} onClick={() => void queue.refetch()}>
          {say(words.refresh)}
        </Button>
      }
    >
      <Loaded query={queue}>
        {(found) => (
          <>
            <Card size="small" title={say(words.queue)}>
              <Counts counts={found.counts} />
            </Card>
            <Card size="small" title={say(words.deadTitle)}>
              <DeadJobs dead={found.dead} />
            </Card>
          </>
        )}
      </Loaded>
    </ConsolePage>
  );
}

function Counts({ counts }: Pick<Queue, "counts">) {
  const say = useSay();
  const { number } = useFormats();
  const rows = Object.entries(counts)
    .map(([name, states]) => ({ name, states }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Table
      rowKey="name"
      size="small"
      pagination={false}
      dataSource={rows}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.idle)} /> }}
      columns={[
        { key: "name", title: say(words.name), render: (_v, row) => <JobName name={row.name} /> },
        ...STATES.map((state) => ({
          key: state,
          title: say(words[state]),
          align: "end" as const,
          render: (_v: unknown, row: (typeof rows)[number]) => number(row.states[state] ?? 0),
        })),
      ]}
    />
  );
}

const JobName = ({ name }: { name: string }) => <Coded label={jobNames[name]} code={name} />;

function DeadJobs({ dead }: Pick<Queue, "dead">) {
  const say = useSay();
  const { moment } = useFormats();
  const [marked, setMarked] = useState<string[]>([]);
  // a job that someone else retried meanwhile is no longer chosen
  const chosen = dead.filter((job) => marked.includes(job.id)).map((job) => job.id);
  if (dead.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />;
  return (
    <div className="m-stack">
      {chosen.length > 0 ? (
        <div className="c-bar">
          {say(words.chosen, { count: chosen.length })}
          <Fates ids={chosen} />
        </div>
      ) : null}
      <Table<DeadJob>
        rowKey="id"
        size="small"
        pagination={false}
        dataSource={dead}
        rowSelection={{ selectedRowKeys: chosen, onChange: (ids) => setMarked(ids.map(String)) }}
        columns={[
          { key: "name", title: say(words.name), render: (_v, row) => <JobName name={row.name} /> },
          {
            key: "error",
            title: say(words.error),
            render: (_v, row) => <span className="m-value">{row.error || "—"}</span>,
          },
          {
            key: "attempts",
            title: say(words.attempts),
            render: (_v, row) => `${row.attempts} / ${row.max_attempts}`,
          },
          { key: "created", title: say(words.created), render: (_v, row) => moment(row.created_at) },
          {
            key: "ended",
            title: say(words.ended),
            render: (_v, row) => (row.ended_at ? moment(row.ended_at) : "—"),
          },
          { key: "act", render: (_v, row) => <Fates ids={[row.id]} /> },
        ]}
      />
    </div>
  );
}

/** The two ways out of failure. */
function Fates({ ids }: { ids: string[] }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const act = (name: "retry" | "discard", done: string) =>
    void run((key) => post(`${ROOT}/${name}`, { ids }, { key }), { done, keys: [KEY] });
  return (
    <Space>
      <Button size="small" loading={busy} onClick={() => act("retry", say(words.retried))}>
        {say(words.retry)}
      </Button>
      <Popconfirm
        title={say(words.discardAsk, { count: ids.length })}
        onConfirm={() => act("discard", say(words.discarded))}
      >
        <Button size="small" type="text" danger disabled={busy}>
          {say(words.discard)}
        </Button>
      </Popconfirm>
    </Space>
  );
}
