import { useRecordWrites } from "@sortie/client/queries.ts";
import type { Row as Statement } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { type Text, useSay } from "@sortie/ui/language.ts";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Row } from "@sortie/ui/page.tsx";
import { useSearch } from "@sortie/ui/router.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useEffect, useRef, useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import { Mine } from "./mine.tsx";
import { RecordState } from "./record_state.tsx";
import "./me.css";
import { words } from "./words.ts";

interface StatementLine {
  number?: string;
  label?: Text;
  title?: string;
  amount: string;
}

const doubts = [words.missing, words.amount, words.deducted];

/** What I earned month by month; each is confirmed or disputed here. */
export function StatementsPage() {
  const say = useSay();
  return (
    <Mine
      title={say(words.statements)}
      object="statement"
      whose="engineer"
      filter={{ field: "state", op: "ne", value: "draft" }}
      sort="-period"
      fields={["number", "period", "lines", "job_count", "total", "state"]}
      empty={say(words.noStatements)}
      icon="file"
    >
      {(rows) => rows.map((row) => <StatementCard key={row.id} statement={row} />)}
    </Mine>
  );
}

function StatementCard({ statement }: { statement: Statement }) {
  const say = useSay();
  const { money } = useFormats();
  const { busy, run } = useDoing();
  const writes = useRecordWrites("statement");
  const [disputing, setDisputing] = useState(false);
  const meant = useSearch().get("open") === statement.id;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (meant) place.current?.scrollIntoView?.({ block: "start" });
  }, [meant]);
  const { period, total, job_count, lines, state } = statement.values;
  const act = async (command: string, done: string, reason?: string): Promise<void> => {
    const moved = await run([command, reason], (key) =>
      writes.command(statement.id, command, {
        version: statement.version,
        key,
        ...(reason ? { reason } : {}),
      }),
    );
    if (!moved) return;
    setDisputing(false);
    toast(done);
  };
  const confirm = async (): Promise<void> => {
    if (await ask({ title: say(words.confirmAsk), text: `${period} · ${money(String(total))}` })) {
      await act("confirm", say(words.confirmed));
    }
  };
  return (
    <div ref={place} className="m-statement">
      <Card
        title={String(period)}
        action={<RecordState object="statement" value={state} />}
        footer={
          state === "published" ? (
            <>
              <Button disabled={busy} onClick={() => setDisputing(true)}>
                {say(words.dispute)}
              </Button>
              <Button kind="primary" busy={busy} onClick={() => void confirm()}>
                {say(words.confirm)}
              </Button>
            </>
          ) : null
        }
      >
        <Row between>
          <span className="m-faint">{say(words.jobs, { n: Number(job_count) })}</span>
          <strong className="m-sum">{money(String(total))}</strong>
        </Row>
        <details open={meant}>
          <summary>{say(words.details, { number: String(statement.values.number) })}</summary>
          <Facts>
            {((lines ?? []) as StatementLine[]).map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a frozen statement never move
              <Fact key={index} label={line.number}>
                {line.label ? say(line.label) : line.title} {money(line.amount)}
              </Fact>
            ))}
          </Facts>
        </details>
        {disputing ? (
          <ReasonSheet
            title={say(words.dispute)}
            help={say(words.disputeHelp)}
            reasons={doubts.map((text) => ({ value: text.en, label: say(text) }))}
            send={say(words.send)}
            busy={busy}
            onSend={({ text }) => void act("dispute", say(words.disputed), text)}
            onClose={() => setDisputing(false)}
          />
        ) : null}
      </Card>
    </div>
  );
}
