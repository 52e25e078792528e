import { addPasskey, passkeysHere } from "@sortie/client/passkey.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Empty, Input, Popconfirm, Space } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { account, accountKeys } from "./api.ts";
import { accountWords as words } from "./words.ts";

export function Passkeys() {
  const say = useSay();
  const { moment } = useFormats();
  const list = useQuery({ queryKey: accountKeys.passkeys, queryFn: account.passkeys });
  const { busy, run } = useDoing();
  const [name, setName] = useState("");
  const again = { keys: [accountKeys.passkeys] };
  const add = (): void =>
    void run(async () => {
      if (await addPasskey(name.trim() || say(words.passkeys))) setName("");
    }, again);
  return (
    <Card title={say(words.passkeys)}>
      <p className="c-page__note">{say(words.passkeysHelp)}</p>
      <Loaded query={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noPasskeys)} />
          ) : (
            <ul className="a-list">
              {rows.map((row) => (
                <li key={row.id}>
                  <div className="a-list__what">
                    <strong>{row.name}</strong>
                    <span>
                      {row.last_used_at
                        ? say(words.lastUsed, { when: moment(row.last_used_at) })
                        : say(words.neverUsed)}
                      {row.synced ? ` · ${say(words.synced)}` : ""}
                    </span>
                  </div>
                  <Popconfirm
                    title={say(words.removeAsk, { name: row.name })}
                    onConfirm={() =>
                      void run(() => account.removePasskey(row.id), { done: say(words.removed), ...again })
                    }
                  >
                    <Button danger type="text">
                      {say(words.remove)}
                    </Button>
                  </Popconfirm>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {passkeysHere() ? (
        <Space.Compact block>
          <Input
            value={name}
            maxLength={80}
            aria-label={say(words.passkeyName)}
            placeholder={say(words.passkeyName)}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="primary" loading={busy} onClick={add}>
            {say(words.addPasskey)}
          </Button>
        </Space.Compact>
      ) : null}
    </Card>
  );
}
