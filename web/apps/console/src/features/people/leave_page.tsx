import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type FilterTree, type Reference, type Row, records } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Button, Card, Empty, Segmented } from "antd";
import { useState } from "react";
import { useReason } from "../../kit/asking.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { daysBetween } from "./days.ts";
import "./people.css";
import { Touched } from "./touched.tsx";
import { peopleWords as words } from "./words.ts";

const WAITING: FilterTree = { field: "state", op: "eq", value: "submitted" };

/** Leave that waits for a word, each on a card that fits a phone. */
export function LeavePage() {
  const say = useSay();
  const [which, setWhich] = useState<"waiting" | "all">("waiting");
  const list = useRecords("leave", {
    filter: which === "waiting" ? WAITING : null,
    fields: ["user", "kind", "starts_at", "ends_at", "reason", "substitute", "state"],
    sort: "-starts_at",
    limit: 60,
  });
  return (
    <ConsolePage
      title={say(words.leaves)}
      actions={
        <Segmented
          value={which}
          onChange={setWhich}
          options={[
            { value: "waiting" as const, label: say(words.toApprove) },
            { value: "all" as const, label: say(words.allLeaves) },
          ]}
        />
      }
    >
      <Loaded query={{ ...list, data: list.data }}>
        {() =>
          list.rows.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={say(which === "waiting" ? words.noLeaves : words.none)}
            />
          ) : (
            <div className="p-leaves">
              {list.rows.map((row) => (
                <Leave key={row.id} row={row} />
              ))}
            </div>
          )
        }
      </Loaded>
    </ConsolePage>
  );
}

function Leave({ row }: { row: Row }) {
  const say = useSay();
  const { moment } = useFormats();
  const object = useObject("leave");
  const ask = useReason();
  const { busy, run } = useDoing();
  const user = row.values.user as Reference | null;
  const substitute = row.values.substitute as Reference | null;
  const [from, to] = [String(row.values.starts_at), String(row.values.ends_at)];
  const kind = object?.fields.find((field) => field.name === "kind");
  const state = object?.fields.find((field) => field.name === "state");
  const waiting = row.values.state === "submitted";
  const answer = async (command: "approve" | "reject"): Promise<void> => {
    const reason = command === "reject" ? await ask(say(words.reject)) : null;
    if (command === "reject" && !reason) return;
    await run(
      (key) =>
        records.command("leave", row.id, command, {
          key,
          version: row.version,
          ...(reason ? { reason } : {}),
        }),
      { done: say(command === "approve" ? words.approved : words.rejected), objects: ["leave"] },
    );
  };
  return (
    <Card size="small">
      <div className="p-card">
        <div className="p-card__head">
          <Avatar name={user?.title ?? ""} src={null} size={34} />
          <strong>{user?.title}</strong>
          {kind ? <RecordValue field={kind} value={row.values.kind} brief /> : null}
          {object && state && !waiting ? (
            <RecordValue field={withStates(object, state)} value={row.values.state} brief />
          ) : null}
        </div>
        <div>
          {moment(from)} – {moment(to)}
          <span className="c-page__note">
            {" "}
            · {say(words.days, { count: Math.max(1, daysBetween(dayOf(from), dayOf(to))) })}
          </span>
        </div>
        {row.values.reason ? <div>{String(row.values.reason)}</div> : null}
        {substitute ? (
          <div className="c-page__note">{say(words.substitute, { name: substitute.title ?? "" })}</div>
        ) : null}
        {(waiting || row.values.state === "approved") && object && may(object, "command:approve") ? (
          <Touched leave={row.id} decided={!waiting} />
        ) : null}
        {waiting && object && may(object, "command:approve") ? (
          <div className="p-card__acts">
            <Button type="primary" loading={busy} onClick={() => void answer("approve")}>
              {say(words.approve)}
            </Button>
            <Button danger loading={busy} onClick={() => void answer("reject")}>
              {say(words.reject)}
            </Button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
