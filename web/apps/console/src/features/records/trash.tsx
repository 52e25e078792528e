import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useRecords } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import { titleOf } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Button, Drawer, Empty } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { recordWords as words } from "./words.ts";

/** What was deleted, with the way back; for who may delete. */
export function TrashButton({ object }: { object: ObjectMeta }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  if (!object.writable || !may(object, "delete")) return null;
  return (
    <>
      <Button icon={<Icon name="refresh" size={16} />} onClick={() => setOpen(true)}>
        {say(words.trash)}
      </Button>
      <Drawer
        open={open}
        size={480}
        aria-label={say(words.trash)}
        title={`${say(words.trash)} · ${say(object.label)}`}
        onClose={() => setOpen(false)}
      >
        {open ? <Trash object={object} /> : null}
      </Drawer>
    </>
  );
}

function Trash({ object }: { object: ObjectMeta }) {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const list = useRecords(object.name, { trashed: true, fields: [object.title, "deleted_at"], limit: 100 });
  const restore = (id: string): void =>
    void run((key) => post(`/api/v1/records/${object.name}/${id}/restore`, undefined, { key }), {
      done: say(words.restored),
      objects: [object.name],
    });
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() =>
        list.rows.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noTrash)} />
        ) : (
          <ul className="r-trash">
            {list.rows.map((row) => (
              <li key={row.id}>
                <span>
                  {titleOf(object, row)}
                  <span className="c-page__note">
                    {row.values.deleted_at ? ` · ${moment(String(row.values.deleted_at))}` : ""}
                  </span>
                </span>
                <Button size="small" loading={busy} onClick={() => restore(row.id)}>
                  {say(words.restore)}
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
