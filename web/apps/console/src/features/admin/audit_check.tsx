import { post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Table } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { AUDIT, AUDIT_KEY } from "./audit_log.ts";
import { damageWords, detailWords, auditWords as words } from "./audit_words.ts";

type Finding = Wire<"FindingOut">;

type Check = Wire<"CheckOut">;

/** Checks the whole log against its seals, and says where it doesn't agree. */
export function AuditCheck() {
  const say = useSay();
  const { number, moment } = useFormats();
  const { busy, run } = useDoing();
  const [check, setCheck] = useState<Check | null>(null);
  const verify = () =>
    run(async (key) => setCheck(await post<Check>(`${AUDIT}/verify`, undefined, { key })), {
      keys: [AUDIT_KEY],
    });
  return (
    <>
      <div>
        <Button loading={busy} onClick={() => void verify()}>
          {say(words.verify)}
        </Button>
      </div>
      {check ? (
        <Alert
          showIcon
          type={check.ok ? "success" : "error"}
          closable={{ onClose: () => setCheck(null) }}
          title={check.ok ? say(words.intact) : say(words.damaged, { count: check.findings.length })}
          description={
            <div className="m-stack">
              {say(words.checked, {
                sealed: number(check.sealed),
                heads: number(check.heads),
                unsealed: number(check.unsealed),
                at: check.head_at ? moment(check.head_at) : say(words.never),
              })}
              {check.ok ? null : <Findings found={check.findings} />}
            </div>
          }
        />
      ) : null}
    </>
  );
}

const detailOf = (detail: string) =>
  detail ? { zh: detailWords[detail] ?? detail, en: detail } : { zh: "—", en: "—" };

function Findings({ found }: { found: Finding[] }) {
  const say = useSay();
  return (
    <Table<Finding>
      rowKey={(one) => `${one.damage} ${one.index} ${one.entry_id} ${one.detail}`}
      size="small"
      pagination={found.length > 20 ? { pageSize: 20 } : false}
      scroll={{ x: "max-content" }}
      dataSource={found}
      columns={[
        {
          key: "damage",
          title: say(words.damage),
          render: (_v, one) => {
            const known = damageWords[one.damage];
            return known ? say(known) : one.damage;
          },
        },
        { key: "place", title: say(words.place), render: (_v, one) => one.index ?? "—" },
        { key: "entry", title: say(words.entry), render: (_v, one) => one.entry_id ?? "—" },
        { key: "detail", title: say(words.detail), render: (_v, one) => say(detailOf(one.detail)) },
      ]}
    />
  );
}
