import { useMe, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { post } from "@sortie/client/transport.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate } from "@tanstack/react-router";
import { Badge, Button, Empty, Popover } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { messageWords as words } from "./words.ts";
import "./bell.css";

const MOST = 20;

/** What is new for me: a click opens what it is about and marks it read. */
export function Bell() {
  const say = useSay();
  const me = useMe().data;
  const navigate = useNavigate();
  const { busy, run } = useDoing();
  const [open, setOpen] = useState(false);
  const unread = useRecords(
    "notification",
    {
      filter: { field: "read_at", op: "is_null" },
      fields: ["title", "body", "created_at", "about_object", "about_record", "urgency"],
      sort: "-created_at",
      limit: MOST,
    },
    Boolean(me),
  );
  const mark = (ids: string[]) =>
    run((key) => post("/api/v1/notifications/read", { ids }, { key }), { objects: ["notification"] });
  const show = (row: Row): void => {
    setOpen(false);
    void mark([row.id]);
    const { about_object: object, about_record: id } = row.values;
    if (object && id)
      void navigate({
        to: "/records/$object/$id",
        params: { object: String(object), id: String(id) },
      });
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      title={say(words.title)}
      content={
        <div className="n-panel">
          {unread.rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
          ) : (
            <ul className="n-list">
              {unread.rows.map((row) => (
                <Notice key={row.id} row={row} onOpen={() => show(row)} />
              ))}
            </ul>
          )}
          <div className="n-foot">
            <Link to="/records/$object" params={{ object: "notification" }} onClick={() => setOpen(false)}>
              {say(words.all)}
            </Link>
            {unread.rows.length > 0 ? (
              <Button type="link" loading={busy} onClick={() => void mark([])}>
                {say(words.readAll)}
              </Button>
            ) : null}
          </div>
        </div>
      }
    >
      <Badge count={unread.rows.length} overflowCount={MOST - 1} size="small" offset={[-6, 6]}>
        <Button type="text" aria-label={say(words.title)} icon={<Icon name="bell" size={20} />} />
      </Badge>
    </Popover>
  );
}

function Notice({ row, onOpen }: { row: Row; onOpen: () => void }) {
  const { ago } = useFormats();
  const { title, body, created_at: at, urgency } = row.values;
  return (
    <li>
      <button type="button" className="n-notice" data-urgency={String(urgency ?? "normal")} onClick={onOpen}>
        <strong>{String(title ?? "")}</strong>
        {body ? <span>{String(body)}</span> : null}
        <time>{at ? ago(String(at)) : ""}</time>
      </button>
    </li>
  );
}
