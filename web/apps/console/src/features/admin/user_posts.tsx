import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Reference, records } from "@sortie/client/records.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Card, Input, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { adminWords as words } from "./words.ts";

/** Where a person works: unit and position, with its days. */
export function UserPosts({ user }: { user: string }) {
  const say = useSay();
  const { date } = useFormats();
  const object = useObject("employment");
  const { busy, run } = useDoing();
  const [unit, setUnit] = useState<string[]>([]);
  const [position, setPosition] = useState("");
  const posts = useRecords("employment", {
    filter: { field: "user", op: "eq", value: user },
    fields: ["org_unit", "position", "is_primary", "valid_from", "valid_to"],
    limit: 50,
  });
  const add = async (): Promise<void> => {
    const values = {
      user,
      org_unit: unit[0],
      is_primary: posts.rows.length === 0,
      ...(position.trim() ? { position: position.trim() } : {}),
    };
    const ok = await run((key) => records.create("employment", values, { key }), {
      done: say(words.added),
      objects: ["employment"],
    });
    if (!ok) return;
    setUnit([]);
    setPosition("");
  };
  return (
    <Card size="small" title={say(words.posts)} loading={posts.isPending}>
      {posts.rows.length === 0 ? <span className="c-page__note">{say(words.none)}</span> : null}
      {posts.rows.map(({ id, version, values }) => (
        <div key={id} className="m-line">
          <span>
            {(values.org_unit as Reference | null)?.title} {String(values.position ?? "")}{" "}
            {values.is_primary ? <Tag>{say(words.primary)}</Tag> : null}
            <span className="c-page__note">
              {values.valid_from ? date(String(values.valid_from)) : ""}
              {values.valid_to ? ` – ${date(String(values.valid_to))}` : ""}
            </span>
          </span>
          {object && may(object, "delete") ? (
            <Popconfirm
              title={say(words.removeAsk)}
              onConfirm={() =>
                void run((key) => records.delete("employment", id, { key, version }), {
                  done: say(words.removed),
                  objects: ["employment"],
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
          <RefSelect object="org_unit" label={say(words.unit)} value={unit} onChange={setUnit} />
          <Input
            value={position}
            maxLength={60}
            aria-label={say(words.position)}
            placeholder={say(words.position)}
            onChange={(event) => setPosition(event.target.value)}
          />
          <Button disabled={unit.length === 0} loading={busy} onClick={() => void add()}>
            {say(words.add)}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
