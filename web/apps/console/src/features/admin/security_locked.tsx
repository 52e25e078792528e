import { useRecords } from "@sortie/client/queries.ts";
import { records } from "@sortie/client/records.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Empty, Table } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { security, securityKeys } from "./security_api.ts";
import { securityWords as words } from "./security_words.ts";

interface Locked {
  key: string;
  name: string;
  why: string;
  until: string;
  unlock: (key: string) => Promise<unknown>;
}

/** Who can't sign in: for a while after wrong tries, or until an administrator lets them. */
export function LockedAccounts() {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const waits = useQuery({ queryKey: securityKeys.waits, queryFn: security.waits });
  const users = useRecords("user", {
    filter: { field: "state", op: "in", value: ["locked"] },
    fields: ["name", "login"],
    limit: 200,
  });
  const waiting = (waits.data ?? []).map(
    (one): Locked => ({
      key: `wait ${one.account_id}`,
      name: `${one.name}（${one.login}）`,
      why: say(words.wrongTries, { count: one.failures }),
      until: moment(one.until),
      unlock: (key) => security.endWait(one.account_id, key),
    }),
  );
  const locked = users.rows.map(
    (row): Locked => ({
      key: `user ${row.id}`,
      name: `${String(row.values.name)}（${String(row.values.login ?? "")}）`,
      why: say(words.byAdmin),
      until: say(words.untilUnlocked),
      unlock: (key) => records.command("user", row.id, "unlock", { key, version: row.version }),
    }),
  );
  return (
    <Loaded query={users.isError || users.isPending ? { ...users, data: undefined } : waits}>
      {() => (
        <Table<Locked>
          size="middle"
          pagination={false}
          scroll={{ x: "max-content" }}
          dataSource={[...waiting, ...locked]}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noLocked)} />,
          }}
          columns={[
            { key: "name", title: say(words.person), dataIndex: "name" },
            { key: "why", title: say(words.why), dataIndex: "why" },
            { key: "until", title: say(words.until), dataIndex: "until" },
            {
              key: "act",
              align: "right",
              render: (_v, row) => (
                <Button
                  size="small"
                  loading={busy}
                  onClick={() =>
                    void run(row.unlock, {
                      done: say(words.unlocked),
                      objects: ["user"],
                      keys: [securityKeys.waits],
                    })
                  }
                >
                  {say(words.unlock)}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}
