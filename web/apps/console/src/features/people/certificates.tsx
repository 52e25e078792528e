import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Empty, Table } from "antd";
import { Expires } from "./expires.tsx";
import { peopleWords as words } from "./words.ts";

/** Papers by their last day, the most urgent on top. */
export function Certificates() {
  const say = useSay();
  const object = useObject("certificate");
  const state = object?.fields.find((field) => field.name === "state");
  const list = useRecords("certificate", {
    fields: ["user", "kind", "expires_on", "state"],
    sort: "expires_on",
    limit: 200,
  });
  if (list.isError && list.rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <Table<Row>
      rowKey="id"
      size="middle"
      loading={list.isPending}
      dataSource={list.rows}
      pagination={list.rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: "max-content" }}
      locale={{
        emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />,
      }}
      columns={[
        {
          key: "user",
          title: say(words.holder),
          render: (_v, row) => (row.values.user as Reference | null)?.title ?? "—",
        },
        {
          key: "kind",
          title: say(words.kind),
          render: (_v, row) => (
            <Link to="/records/$object/$id" params={{ object: "certificate", id: row.id }}>
              {String(row.values.kind)}
            </Link>
          ),
        },
        {
          key: "expires",
          title: say(words.expires),
          render: (_v, row) => <Expires day={(row.values.expires_on ?? null) as string | null} />,
        },
        {
          key: "state",
          title: say(words.state),
          render: (_v, row) =>
            object && state ? (
              <RecordValue field={withStates(object, state)} value={row.values.state} brief />
            ) : null,
        },
      ]}
    />
  );
}
