import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Button, Card, Form, Input, Menu, Modal, Select, Tag } from "antd";
import { useState } from "react";
import { Coded } from "../../kit/coded.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import "./admin.css";
import { featureWords, roleName } from "./code_words.ts";
import { RightsMatrix } from "./rights_matrix.tsx";
import { adminWords as words } from "./words.ts";

/** Roles at the left; what the chosen one may do with every object at the right. */
export function RightsPage() {
  const say = useSay();
  const object = useObject("role");
  const grantObject = useObject("role_grant");
  const roles = useRecords(
    "role",
    { fields: ["code", "name", "features", "built_in", "description"], sort: "code", limit: 200 },
    Boolean(object),
  );
  const [chosen, setChosen] = useState("");
  const [making, setMaking] = useState(false);
  if (!object) return <Refusal status="403" title={say(words.noRights)} />;
  const role = roles.rows.find((row) => row.id === chosen) ?? roles.rows[0];
  return (
    <ConsolePage
      title={say(words.rights)}
      actions={
        may(object, "create") ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {say(words.newRole)}
          </Button>
        ) : null
      }
    >
      <Loaded query={{ ...roles, data: roles.data }}>
        {() => (
          <div className="m-two m-two--narrow">
            <Card size="small" className="m-roles">
              <Menu
                selectedKeys={role ? [role.id] : []}
                onClick={({ key }) => setChosen(key)}
                items={roles.rows.map((row) => ({
                  key: row.id,
                  label: (
                    <>
                      {say(roleName(row))} {row.values.built_in ? <Tag>{say(words.builtIn)}</Tag> : null}
                    </>
                  ),
                }))}
              />
            </Card>
            <div className="m-stack">
              {role ? (
                <RoleCard key={`card-${role.id}`} role={role} writable={may(object, "update")} />
              ) : null}
              {role && grantObject ? (
                <RightsMatrix key={role.id} role={role} grantObject={grantObject} />
              ) : null}
            </div>
          </div>
        )}
      </Loaded>
      {making ? <NewRole onClose={() => setMaking(false)} /> : null}
    </ConsolePage>
  );
}

function RoleCard({ role, writable }: { role: Row; writable: boolean }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const members = useRecords("user_role", {
    filter: { field: "role", op: "eq", value: role.id },
    fields: ["user"],
    limit: 200,
  });
  return (
    <Card
      size="small"
      title={<Coded label={roleName(role)} code={String(role.values.code)} />}
      extra={members.data ? say(words.membersOf, { count: members.rows.length }) : null}
    >
      <p className="c-page__note">{String(role.values.description ?? "")}</p>
      <Select
        className="c-wide"
        mode="tags"
        aria-label={say(words.features)}
        placeholder={say(words.features)}
        disabled={!writable || busy}
        value={(role.values.features as string[] | null) ?? []}
        options={Object.entries(featureWords).map(([value, label]) => ({
          value,
          label: `${say(label)} · ${value}`,
        }))}
        onChange={(features: string[]) =>
          void run((key) => records.update("role", role.id, { features }, { key, version: role.version }), {
            done: say(words.saved),
            objects: ["role"],
          })
        }
      />
    </Card>
  );
}

function NewRole({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [form] = Form.useForm<Record<string, string>>();
  const { busy, run } = useDoing();
  const make = async (entered: Record<string, string>): Promise<void> => {
    const values = Object.fromEntries(Object.entries(entered).filter(([, value]) => value));
    const ok = await run((key) => records.create("role", values, { key }), {
      done: say(words.added),
      objects: ["role"],
    });
    if (ok) onClose();
  };
  const need = { required: true, whitespace: true, message: say(words.need) };
  return (
    <Modal
      open
      title={say(words.newRole)}
      okText={say(words.save)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(all) => void make(all)}>
        <Form.Item name="name" label={say(words.name)} rules={[need]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="code" label={say(words.code)} rules={[need]}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item name="description" label={say(words.description)}>
          <Input.TextArea rows={2} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
