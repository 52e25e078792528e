import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Card, DatePicker, Empty, Form, Input, Modal, Popconfirm, Select, Tag } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import { type ApiKey, account, accountKeys } from "./api.ts";
import { accountWords as words } from "./words.ts";

export function ApiKeys() {
  const say = useSay();
  const list = useQuery({ queryKey: accountKeys.apiKeys, queryFn: account.keys });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<ApiKey | null>(null);
  return (
    <Card
      className="a-narrow"
      title={say(words.keys)}
      extra={
        <Button type="primary" onClick={() => setMaking(true)}>
          {say(words.newKey)}
        </Button>
      }
    >
      <p className="c-page__note">{say(words.keysHelp)}</p>
      {made?.key ? (
        <Alert
          type="warning"
          title={say(words.keyTitle)}
          closable={{ onClose: () => setMade(null) }}
          description={
            <div className="a-stack">
              <span>{say(words.keyOnce)}</span>
              <SecretLine text={made.key} label={made.name} />
            </div>
          }
        />
      ) : null}
      <Loaded query={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noKeys)} />
          ) : (
            <ul className="a-list">
              {rows.map((row) => (
                <KeyLine key={row.id} row={row} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {making ? <NewKey onClose={() => setMaking(false)} onMade={setMade} /> : null}
    </Card>
  );
}

function KeyLine({ row }: { row: ApiKey }) {
  const say = useSay();
  const { moment, date } = useFormats();
  const { busy, run } = useDoing();
  const over = row.expires_at !== null && Date.parse(row.expires_at) < Date.now();
  return (
    <li>
      <div className="a-list__what">
        <strong>
          {row.name} <code>{row.prefix}…</code>
        </strong>
        <span>
          {row.last_used_at ? say(words.lastUsed, { when: moment(row.last_used_at) }) : say(words.neverUsed)}
          {" · "}
          {say(words.expires)} {row.expires_at ? date(row.expires_at) : say(words.noExpiry)}
        </span>
        <span>
          {row.scopes.map((scope) => (
            <Tag key={scope}>{scope}</Tag>
          ))}
          {over ? <Tag color="error">{say(words.expired)}</Tag> : null}
        </span>
      </div>
      <Popconfirm
        title={say(words.revokeAsk, { name: row.name })}
        onConfirm={() =>
          void run(() => account.revokeKey(row.id), { done: say(words.revoked), keys: [accountKeys.apiKeys] })
        }
      >
        <Button danger type="text" loading={busy}>
          {say(words.revoke)}
        </Button>
      </Popconfirm>
    </li>
  );
}

interface Wanted {
  name: string;
  scopes: string[];
  until?: Dayjs | null;
}

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (key: ApiKey) => void }) {
  const say = useSay();
  const [form] = Form.useForm<Wanted>();
  const { busy, run } = useDoing();
  const make = async ({ name, scopes, until }: Wanted): Promise<void> => {
    const end = until ? until.endOf("day").toISOString() : null;
    const ok = await run(async () => onMade(await account.createKey(name.trim(), scopes, end)), {
      keys: [accountKeys.apiKeys],
    });
    if (ok) onClose();
  };
  const need = { required: true, message: say(words.need) };
  return (
    <Modal
      open
      title={say(words.newKey)}
      okText={say(words.create)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: ["read"] }}
        onFinish={(all) => void make(all)}
      >
        <Form.Item name="name" label={say(words.keyName)} rules={[need]}>
          <Input autoFocus maxLength={80} />
        </Form.Item>
        <Form.Item name="scopes" label={say(words.scopes)} rules={[need]} extra={say(words.scopeOthers)}>
          <Select
            mode="tags"
            options={[
              { value: "read", label: say(words.scopeRead) },
              { value: "*", label: say(words.scopeAll) },
            ]}
          />
        </Form.Item>
        <Form.Item name="until" label={say(words.expires)}>
          <DatePicker className="c-wide" disabledDate={(day) => day.isBefore(new Date(), "day")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
