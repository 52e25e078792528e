import { useMe, useRecords } from "@sortie/client/queries.ts";
import type { Reference } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { desk, type Values } from "../desk/api.ts";
import { ReasonDialog } from "../desk/assigning.tsx";
import { useDeskAct } from "../desk/queries.ts";
import { orderWords as words } from "./words.ts";

const MANY = 200;

/** An engineer asks to hand the job over: to somebody, or back to the queue. */
export function TransferCard({ transfer }: { transfer: Values }) {
  const say = useSay();
  const dispatches = (useMe().data?.features ?? []).includes("dispatch.run");
  const people = useRecords("field_resource", { fields: ["user"], limit: MANY }, dispatches);
  const [to, setTo] = useState<string | null>((transfer.to_engineer as Reference | null)?.id ?? null);
  const [rejecting, setRejecting] = useState(false);
  const { busy, run } = useDeskAct();
  return (
    <Alert
      type="warning"
      showIcon
      title={say(words.transferAsk, {
        from: (transfer.from_engineer as Reference | null)?.title ?? "",
        reason: String(transfer.reason ?? ""),
      })}
      description={
        dispatches ? (
          <div className="d-actions">
            <Select
              className="o-transfer"
              allowClear
              aria-label={say(words.transferTo)}
              placeholder={say(words.transferAny)}
              showSearch={{ optionFilterProp: "label" }}
              value={to}
              onChange={(next) => setTo(next ?? null)}
              options={people.rows.flatMap((row) => {
                const user = row.values.user as Reference | null;
                return user ? [{ value: user.id, label: user.title ?? user.id }] : [];
              })}
            />
            <Button
              type="primary"
              loading={busy}
              onClick={() =>
                void run((key) => desk.approveTransfer(transfer.id, to, { key }), say(words.approved))
              }
            >
              {say(words.approve)}
            </Button>
            <Button danger onClick={() => setRejecting(true)}>
              {say(words.reject)}
            </Button>
            {rejecting ? (
              <ReasonDialog
                title={say(words.reject)}
                label={say(words.rejectNote)}
                ok={say(words.reject)}
                danger
                busy={busy}
                onCancel={() => setRejecting(false)}
                onGiven={(note) =>
                  void run(
                    (key) => desk.rejectTransfer(transfer.id, note, { key }),
                    say(words.rejected),
                  ).then((did) => (did ? setRejecting(false) : undefined))
                }
              />
            ) : null}
          </div>
        ) : undefined
      }
    />
  );
}
