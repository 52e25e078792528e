import { useRecordWrites } from "@sortie/client/queries.ts";
import type { Row as Leave } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { toast } from "@sortie/ui/toast.tsx";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { LeaveSheet, leaveKinds } from "./leave_sheet.tsx";
import { Mine } from "./mine.tsx";
import { RecordState } from "./record_state.tsx";
import { words } from "./words.ts";

export function LeavePage() {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Mine
        title={say(words.leave)}
        object="leave"
        whose="user"
        sort="-starts_at"
        fields={["kind", "starts_at", "ends_at", "reason", "state"]}
        empty={say(words.noLeave)}
        icon="home"
        footer={
          <Button kind="primary" size="l" icon="plus" onClick={() => setAsking(true)}>
            {say(words.askLeave)}
          </Button>
        }
      >
        {(rows) => rows.map((row) => <LeaveCard key={row.id} leave={row} />)}
      </Mine>
      {asking ? <LeaveSheet onClose={() => setAsking(false)} /> : null}
    </>
  );
}

const moves = {
  draft: { command: "submit", label: words.submit, done: words.leaveSent },
  submitted: { command: "withdraw", label: words.withdraw, done: words.withdrawn },
} as const;

function LeaveCard({ leave }: { leave: Leave }) {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const writes = useRecordWrites("leave");
  const { kind, starts_at, ends_at, reason, state } = leave.values;
  const move = moves[state as keyof typeof moves];
  const name = leaveKinds.find((one) => one === kind);
  const press = async (): Promise<void> => {
    const done = await run([leave.id, move.command], (key) =>
      writes.command(leave.id, move.command, { version: leave.version, key }),
    );
    if (done) toast(say(move.done));
  };
  return (
    <Card
      title={name ? say(words[name]) : String(kind)}
      action={<RecordState object="leave" value={state} />}
      footer={
        move ? (
          <Button busy={busy} onClick={() => void press()}>
            {say(move.label)}
          </Button>
        ) : null
      }
    >
      <p>
        {moment(String(starts_at))} – {moment(String(ends_at))}
      </p>
      {reason ? <p className="m-faint">{String(reason)}</p> : null}
    </Card>
  );
}
