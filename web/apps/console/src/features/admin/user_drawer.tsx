import { movesFrom } from "@sortie/client/metadata.ts";
import { useMe, useObject, useRecord } from "@sortie/client/queries.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { post, remove } from "@sortie/client/transport.ts";
import { RecordDetail } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Card, Drawer, Space } from "antd";
import { useState } from "react";
import { useReason } from "../../kit/asking.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import { UserPosts } from "./user_posts.tsx";
import { UserRoles } from "./user_roles.tsx";
import { adminWords as words } from "./words.ts";

/** One person: account acts, roles, posts. */
export function UserDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const say = useSay();
  const record = useRecord("user", id ?? "", id !== null);
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      size={600}
      aria-label={say(words.users)}
      title={id ? String(record.data?.values.name ?? "…") : ""}
      extra={
        id ? (
          <Link to="/records/$object/$id" params={{ object: "user", id }}>
            {say(words.openRecord)}
          </Link>
        ) : null
      }
    >
      {id ? <Loaded query={record}>{(row) => <Person key={id} row={row} />}</Loaded> : null}
    </Drawer>
  );
}

function Person({ row }: { row: Row }) {
  const object = useObject("user");
  const mayRoles = useObject("user_role") !== undefined;
  const mayPosts = useObject("employment") !== undefined;
  return (
    <div className="m-stack">
      <AccountActs row={row} />
      {object ? <RecordDetail object={object} row={row} columns={2} /> : null}
      {mayRoles ? <UserRoles user={row.id} /> : null}
      {mayPosts ? <UserPosts user={row.id} /> : null}
    </div>
  );
}

function AccountActs({ row }: { row: Row }) {
  const say = useSay();
  const ask = useReason();
  const { busy, run } = useDoing();
  const object = useObject("user");
  const features = useMe().data?.features ?? [];
  const [link, setLink] = useState("");
  const root = `/api/v1/admin/users/${row.id}`;
  const done = { done: say(words.done), objects: ["user"] };
  const invite = () =>
    run(async (key) =>
      setLink((await post<{ link: string }>(`${root}/invitation`, undefined, { key })).link),
    );
  const move = async (command: string, label: string, needsReason: boolean): Promise<void> => {
    const reason = needsReason ? await ask(label) : null;
    if (needsReason && !reason) return;
    await run(
      (key) =>
        records.command("user", row.id, command, {
          key,
          version: row.version,
          ...(reason ? { reason } : {}),
        }),
      done,
    );
  };
  return (
    <Card size="small">
      <Space wrap>
        {object
          ? movesFrom(object, String(row.values.state)).map((one) => (
              <Button
                key={one.command}
                loading={busy}
                danger={one.needs_reason}
                onClick={() => void move(one.command, say(one.label), one.needs_reason)}
              >
                {say(one.label)}
              </Button>
            ))
          : null}
        {features.includes("admin.system") ? (
          <Button loading={busy} onClick={() => void invite()}>
            {say(words.reinvite)}
          </Button>
        ) : null}
        {features.includes("admin.security") ? (
          <>
            <Button
              loading={busy}
              onClick={() => void run((key) => post(`${root}/sign-out`, undefined, { key }), done)}
            >
              {say(words.signOutAll)}
            </Button>
            <Button loading={busy} onClick={() => void run((key) => remove(`${root}/totp`, { key }), done)}>
              {say(words.resetTotp)}
            </Button>
          </>
        ) : null}
      </Space>
      {link ? (
        <Alert
          className="m-add"
          type="info"
          title={say(words.inviteHelp, { name: String(row.values.name) })}
          description={<SecretLine text={link} label={say(words.inviteTitle)} />}
        />
      ) : null}
    </Card>
  );
}
