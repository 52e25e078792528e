import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Reference, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Card, Popconfirm, Select } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { adminWords as words } from "./words.ts";

/** The roles a person holds; given and taken by who may. */
export function UserRoles({ user }: { user: string }) {
  const say = useSay();
  const object = useObject("user_role");
  const { busy, run } = useDoing();
  const [chosen, setChosen] = useState<string>();
  const held = useRecords("user_role", {
    filter: { field: "user", op: "eq", value: user },
    fields: ["role", "org_unit", "until"],
    limit: 100,
  });
  const roles = useRecords("role", { fields: ["code", "name"], limit: 100 }, Boolean(useObject("role")));
  const has = new Set(held.rows.map((row) => (row.values.role as Reference | null)?.id));
  const add = async (): Promise<void> => {
    if (!chosen) return;
    const ok = await run((key) => records.create("user_role", { user, role: chosen }, { key }), {
      done: say(words.added),
      objects: ["user_role"],
    });
    if (ok) setChosen(undefined);
  };
  return (
    <Card size="small" title={say(words.roles)} loading={held.isPending}>
      {held.rows.length === 0 ? <span className="c-page__note">{say(words.none)}</span> : null}
      {held.rows.map((row) => (
        <div key={row.id} className="m-line">
          <span>
            {(row.values.role as Reference | null)?.title}
            {row.values.org_unit ? (
              <span className="c-page__note"> · {(row.values.org_unit as Reference).title}</span>
            ) : null}
          </span>
          {object && may(object, "delete") ? (
            <Popconfirm
              title={say(words.removeAsk)}
              onConfirm={() =>
                void run((key) => records.delete("user_role", row.id, { key, version: row.version }), {
                  done: say(words.removed),
                  objects: ["user_role"],
                })
              }
            >
              <Button size="small" type="text" danger>
                {say(words.remove)}
              </Button>
            </Popconfirm>
          ) : null}
        </div>
      ))}
      {object && may(object, "create") ? (
        <div className="m-add">
          <Select
            className="c-wide"
            aria-label={say(words.addRole)}
            placeholder={say(words.addRole)}
            value={chosen}
            onChange={setChosen}
            options={roles.rows
              .filter((row) => !has.has(row.id) && !["staff", "portal"].includes(String(row.values.code)))
              .map((row) => ({ value: row.id, label: String(row.values.name) }))}
          />
          <Button disabled={!chosen} loading={busy} onClick={() => void add()}>
            {say(words.add)}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
