import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Drawer, Empty, Input, Segmented, Table } from "antd";
import { ConsolePage } from "../../../kit/page.tsx";
import "../desk/desk.css";
import { MorePages } from "../desk/more_pages.tsx";
import { deskWords } from "../desk/words.ts";
import "./intake.css";
import { Triage } from "./triage.tsx";
import { intakeWords as words } from "./words.ts";

const COLUMNS = [
  "number",
  "channel",
  "contact_name",
  "contact_phone",
  "description",
  "priority",
  "created_at",
  "state",
];
const WAITING: FilterTree = { field: "state", op: "in", value: ["new", "triaged"] };
const WIDTHS: Record<string, number> = { description: 320, number: 150, created_at: 150 };
const PAGE = 50;

/** What came in and waits for a word: convert, merge, answer or turn down. */
export function RequestsPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/requests" });
  const search = useSearch({ from: "/requests" });
  const object = useObject("service_request");
  const list = useRecords("service_request", {
    filter: search.tab === "all" ? null : WAITING,
    sort: "-created_at",
    fields: COLUMNS,
    q: search.q ?? "",
    limit: PAGE,
  });
  const go = (change: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  if (!object) return null;
  return (
    <ConsolePage
      title={say(words.requests)}
      actions={
        <Link to="/intake">
          <Button type="primary" tabIndex={-1}>
            {say(words.title)}
          </Button>
        </Link>
      }
    >
      <div className="q-tools">
        <Segmented
          aria-label={say(words.requests)}
          value={search.tab ?? "waiting"}
          options={[
            { value: "waiting", label: say(words.waiting) },
            { value: "all", label: say(words.all) },
          ]}
          onChange={(tab) => go({ tab: tab === "all" ? "all" : undefined })}
        />
        <Input.Search
          className="q-search"
          allowClear
          defaultValue={search.q}
          placeholder={say(deskWords.search)}
          aria-label={say(deskWords.search)}
          onSearch={(q) => go({ q: q || undefined })}
        />
      </div>
      {list.isError && list.rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table<Row>
          rowKey="id"
          size="middle"
          loading={list.isPending}
          dataSource={list.rows}
          scroll={{ x: "max-content" }}
          pagination={false}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noRequests)} />,
          }}
          columns={COLUMNS.flatMap((name) => {
            const field = object.fields.find((one) => one.name === name);
            if (!field) return [];
            return [
              {
                key: name,
                title: say(field.label),
                width: WIDTHS[name] ?? 120,
                ellipsis: true,
                render: (_: unknown, row: Row) => {
                  const shown = (
                    <RecordValue
                      field={withStates(object, field)}
                      value={row.values[name]}
                      masked={row.masked.includes(name)}
                      brief
                    />
                  );
                  return name === "number" ? (
                    <Button type="link" className="q-link" onClick={() => go({ open: row.id })}>
                      {shown}
                    </Button>
                  ) : (
                    shown
                  );
                },
              },
            ];
          })}
          onRow={(row) => ({ onClick: () => go({ open: row.id }) })}
          footer={() => <MorePages list={list} />}
        />
      )}
      <Drawer
        open={search.open !== undefined}
        onClose={() => go({ open: undefined })}
        size={Math.min(520, globalThis.innerWidth)}
        mask={false}
        title={say(words.requestPreview)}
      >
        {search.open ? <Triage key={search.open} id={search.open} onOpen={(id) => go({ open: id })} /> : null}
      </Drawer>
    </ConsolePage>
  );
}
