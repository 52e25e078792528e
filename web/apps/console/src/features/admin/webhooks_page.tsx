import { get, post, put, remove } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Card, Drawer, Empty, Popconfirm, Switch, Table } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import "./admin.css";
import { hookWords as words } from "./more_words.ts";
import { type Hook, HookForm, HOOKS_KEY as KEY, HOOKS as ROOT } from "./webhook_form.tsx";

type Delivery = Pick<
  Wire<"DeliveryOut">,
  "id" | "topic" | "state" | "attempts" | "last_status" | "last_error" | "created_at"
>;

export function WebhooksPage() {
  const say = useSay();
  const hooks = useQuery({ queryKey: KEY, queryFn: () => get<Hook[]>(ROOT) });
  const [edited, setEdited] = useState<Hook | "new" | null>(null);
  const [secret, setSecret] = useState("");
  const [seen, setSeen] = useState<Hook | null>(null);
  return (
    <ConsolePage
      title={say(words.title)}
      note={say(words.help)}
      actions={
        <Button type="primary" onClick={() => setEdited("new")}>
          {say(words.new)}
        </Button>
      }
    >
      {secret ? (
        <Alert
          type="warning"
          title={say(words.secretTitle)}
          closable={{ onClose: () => setSecret("") }}
          description={
            <div className="m-stack">
              {say(words.secretHelp)}
              <SecretLine text={secret} label={say(words.secretTitle)} />
            </div>
          }
        />
      ) : null}
      <Loaded query={hooks}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
          ) : (
            <Card size="small">
              {rows.map((hook) => (
                <HookLine
                  key={hook.id}
                  hook={hook}
                  onSecret={setSecret}
                  onSeen={() => setSeen(hook)}
                  onEdit={() => setEdited(hook)}
                />
              ))}
            </Card>
          )
        }
      </Loaded>
      {edited ? (
        <HookForm
          hook={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
          onSecret={setSecret}
        />
      ) : null}
      <Drawer
        open={seen !== null}
        size={720}
        aria-label={say(words.deliveries)}
        title={`${say(words.deliveries)} · ${seen?.name ?? ""}`}
        onClose={() => setSeen(null)}
      >
        {seen ? <Deliveries hook={seen.id} /> : null}
      </Drawer>
    </ConsolePage>
  );
}

interface HookLineProps {
  hook: Hook;
  onSecret: (secret: string) => void;
  onSeen: () => void;
  onEdit: () => void;
}

function HookLine({ hook, onSecret, onSeen, onEdit }: HookLineProps) {
  const say = useSay();
  const { busy, run } = useDoing();
  const path = `${ROOT}/${hook.id}`;
  const { id: _id, secret: _secret, ...body } = hook;
  const rotate = async (key: string): Promise<void> =>
    onSecret((await post<{ secret: string }>(`${path}/secret`, undefined, { key })).secret);
  return (
    <div className="m-line">
      <span>
        <strong>{hook.name}</strong> <span className="c-page__note">{hook.url}</span>
      </span>
      <span className="c-bar">
        <Switch
          size="small"
          aria-label={`${hook.name} ${say(words.active)}`}
          checked={hook.active}
          loading={busy}
          onChange={(active) =>
            void run((key) => put(path, { ...body, active }, { key }), {
              done: say(words.saved),
              keys: [KEY],
            })
          }
        />
        <Button size="small" onClick={onSeen}>
          {say(words.deliveries)}
        </Button>
        <Button size="small" onClick={onEdit}>
          {say(words.edit)}
        </Button>
        <Button size="small" onClick={() => void run(rotate)}>
          {say(words.rotate)}
        </Button>
        <Popconfirm
          title={say(words.removeAsk, { name: hook.name })}
          onConfirm={() =>
            void run((key) => remove(path, { key }), { done: say(words.removed), keys: [KEY] })
          }
        >
          <Button size="small" type="text" danger>
            {say(words.remove)}
          </Button>
        </Popconfirm>
      </span>
    </div>
  );
}

function Deliveries({ hook }: { hook: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const key = ["webhooks", hook, "deliveries"];
  const list = useQuery({ queryKey: key, queryFn: () => get<Delivery[]>(`${ROOT}/${hook}/deliveries`) });
  return (
    <Loaded query={list}>
      {(rows) => (
        <Table<Delivery>
          rowKey="id"
          size="small"
          pagination={false}
          scroll={{ x: "max-content" }}
          dataSource={rows}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noDeliveries)} />,
          }}
          columns={[
            { key: "at", title: say(words.at), render: (_v, row) => moment(row.created_at) },
            { key: "topic", title: say(words.topic), dataIndex: "topic" },
            { key: "state", title: say(words.state), render: (_v, row) => say(words[row.state]) },
            { key: "attempts", title: say(words.attempts), dataIndex: "attempts" },
            {
              key: "answer",
              title: say(words.answer),
              render: (_v, row) => row.last_status ?? row.last_error ?? "—",
            },
            {
              key: "act",
              render: (_v, row) => (
                <Button
                  size="small"
                  loading={busy}
                  onClick={() =>
                    void run((act) => post(`/api/v1/admin/deliveries/${row.id}`, undefined, { key: act }), {
                      done: say(words.sent),
                      keys: [key],
                    })
                  }
                >
                  {say(words.again)}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Loaded>
  );
}
