import { useMe, useObject, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty, Input, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import "./admin.css";
import { InviteDialog } from "./invite_dialog.tsx";
import { UserDrawer } from "./user_drawer.tsx";
import { adminWords as words } from "./words.ts";

const FIELDS = ["name", "login", "phone", "email", "state", "last_seen"];

/** Everybody with or without an account; one click opens what they are and may do. */
export function UsersPage() {
  const say = useSay();
  const { ago } = useFormats();
  const object = useObject("user");
  const { open } = useSearch({ from: "/admin/users" });
  const navigate = useNavigate({ from: "/admin/users" });
  const me = useMe().data;
  const [q, setQ] = useState("");
  const [inviting, setInviting] = useState(false);
  // not everybody may see how somebody signs in; what may not be read may not be asked for
  const seen = FIELDS.filter((name) => object?.fields.some((field) => field.name === name));
  const list = useRecords("user", { q, fields: seen, sort: "name", limit: 50 }, seen.length > 0);
  const state = object?.fields.find((field) => field.name === "state");
  const show = (id: string | undefined): void => void navigate({ search: id ? { open: id } : {} });
  if (list.isError && list.rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  const plain = (name: string) => ({
    key: name,
    title: say(words[name as "login"]),
    render: (_v: unknown, row: Row) => String(row.values[name] ?? "") || "—",
  });
  const columns: TableColumnsType<Row> = [
    {
      key: "name",
      title: say(words.name),
      render: (_v, row) => (
        <Button type="link" className="m-person" onClick={() => show(row.id)}>
          <Avatar name={String(row.values.name)} src={null} size={26} />
          {String(row.values.name)}
        </Button>
      ),
    },
    plain("login"),
    plain("phone"),
    plain("email"),
    {
      key: "state",
      title: say(words.state),
      render: (_v, row) =>
        object && state ? (
          <RecordValue field={withStates(object, state)} value={row.values.state} brief />
        ) : null,
    },
    {
      key: "last_seen",
      title: say(words.lastSeen),
      render: (_v, row) => (row.values.last_seen ? ago(String(row.values.last_seen)) : "—"),
    },
  ];
  return (
    <ConsolePage
      title={say(words.users)}
      actions={
        me?.features.includes("admin.system") ? (
          <Button type="primary" onClick={() => setInviting(true)}>
            {say(words.newUser)}
          </Button>
        ) : null
      }
    >
      <Input.Search
        className="m-search"
        allowClear
        aria-label={say(words.search)}
        placeholder={say(words.search)}
        onSearch={setQ}
      />
      <Table<Row>
        rowKey="id"
        size="middle"
        loading={list.isPending}
        dataSource={list.rows}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />,
        }}
        columns={columns.filter((column) => seen.includes(String(column.key)))}
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
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
      <UserDrawer id={open ?? null} onClose={() => show(undefined)} />
    </ConsolePage>
  );
}
