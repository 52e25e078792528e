import { fieldNamed, may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useRecords } from "@sortie/client/queries.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Card, Checkbox, Popconfirm, Select, Switch, Table } from "antd";
import { useState } from "react";
import { Coded } from "../../kit/coded.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { roleName } from "./code_words.ts";
import { FieldRights } from "./field_rights.tsx";
import { ACTIONS, byLabel, commandsOf, grantOn, holds, toggled, withCommands } from "./grants.ts";
import { ScopeCell } from "./scope_cell.tsx";
import { useWholeCatalog } from "./whole_catalog.ts";
import { adminWords as words } from "./words.ts";

/** Object by object: actions, commands, data scope and field rights of one role. */
export function RightsMatrix({ role, grantObject }: { role: Row; grantObject: ObjectMeta }) {
  const say = useSay();
  const whole = useWholeCatalog("rights/");
  const objects = Object.values(whole.objects);
  const { busy, run } = useDoing();
  const [only, setOnly] = useState(true);
  const [fieldsOf, setFieldsOf] = useState<ObjectMeta | null>(null);
  const grants = useRecords("role_grant", {
    filter: { field: "role", op: "eq", value: role.id },
    fields: ["object", "actions", "scope_kind", "scope_units", "scope_filter", "default_field", "fields"],
    limit: 500,
  });
  const writable = may(grantObject, "update");
  const scopes = fieldNamed(grantObject, "scope_kind")?.options.choices ?? [];
  const set = (object: string, values: Record<string, unknown>): void => {
    const grant = grantOn(grants.rows, object);
    void run(
      (key) =>
        grant
          ? records.update("role_grant", grant.id, values, { key, version: grant.version })
          : records.create(
              "role_grant",
              {
                role: role.id,
                object,
                actions: ["read"],
                scope_kind: "all",
                default_field: "write",
                ...values,
              },
              { key },
            ),
      { objects: ["role_grant"] },
    );
  };
  const revoke = (grant: Row): void =>
    void run((key) => records.delete("role_grant", grant.id, { key, version: grant.version }), {
      done: say(words.removed),
      objects: ["role_grant"],
    });
  const shown = byLabel(objects, say).filter((object) => !only || grantOn(grants.rows, object.name));
  const chosenGrant = fieldsOf ? grantOn(grants.rows, fieldsOf.name) : undefined;
  return (
    <Card
      size="small"
      extra={
        <span className="c-bar">
          {say(words.onlyGranted)}
          <Switch size="small" checked={only} onChange={setOnly} aria-label={say(words.onlyGranted)} />
        </span>
      }
    >
      <Table<ObjectMeta>
        rowKey="name"
        size="small"
        loading={grants.isPending || whole.isPending || busy}
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={shown}
        columns={[
          {
            key: "object",
            title: say(words.objectName),
            fixed: "left",
            render: (_v, object) => <Coded label={object.label} code={object.name} />,
          },
          ...ACTIONS.map((action) => ({
            key: action,
            title: say(words[action]),
            align: "center" as const,
            render: (_v: unknown, object: ObjectMeta) => {
              const grant = grantOn(grants.rows, object.name);
              return (
                <Checkbox
                  aria-label={`${say(object.label)} ${say(words[action])}`}
                  disabled={!writable}
                  checked={holds(grant, action)}
                  onChange={({ target }) =>
                    set(object.name, { actions: toggled(grant, action, target.checked) })
                  }
                />
              );
            },
          })),
          {
            key: "commands",
            title: say(words.commands),
            render: (_v, object) => {
              const grant = grantOn(grants.rows, object.name);
              const moves = object.machine?.transitions ?? [];
              if (!grant || moves.length === 0) return null;
              return (
                <Select
                  style={{ width: 170 }}
                  mode="multiple"
                  maxTagCount="responsive"
                  disabled={!writable}
                  aria-label={`${say(object.label)} ${say(words.commands)}`}
                  value={commandsOf(grant)}
                  options={[
                    { value: "*", label: say(words.all) },
                    ...moves.map(({ command, label }) => ({ value: command, label: say(label) })),
                  ]}
                  onChange={(commands: string[]) =>
                    set(object.name, { actions: withCommands(grant, commands) })
                  }
                />
              );
            },
          },
          {
            key: "scope",
            title: say(words.scope),
            render: (_v, object) => {
              const grant = grantOn(grants.rows, object.name);
              if (!grant) return null;
              return (
                <ScopeCell
                  object={object}
                  grant={grant}
                  choices={scopes}
                  writable={writable}
                  onSet={(values) => set(object.name, values)}
                />
              );
            },
          },
          {
            key: "fields",
            title: say(words.fieldRights),
            render: (_v, object) => {
              const grant = grantOn(grants.rows, object.name);
              return grant ? (
                <GrantActs
                  grant={grant}
                  object={object}
                  writable={writable}
                  onFields={() => setFieldsOf(object)}
                  onRevoke={() => revoke(grant)}
                />
              ) : null;
            },
          },
        ]}
      />
      {fieldsOf && chosenGrant ? (
        <FieldRights
          title={say(words.fieldsOf, { role: say(roleName(role)), object: say(fieldsOf.label) })}
          object={fieldsOf}
          grant={chosenGrant}
          choices={fieldNamed(grantObject, "default_field")?.options.choices ?? []}
          writable={writable}
          onSet={(values) => set(fieldsOf.name, values)}
          onClose={() => setFieldsOf(null)}
        />
      ) : null}
    </Card>
  );
}

interface GrantActsProps {
  grant: Row;
  object: ObjectMeta;
  writable: boolean;
  onFields: () => void;
  onRevoke: () => void;
}

function GrantActs({ grant, object, writable, onFields, onRevoke }: GrantActsProps) {
  const say = useSay();
  const count = Object.keys((grant.values.fields as object | null) ?? {}).length;
  return (
    <>
      <Button size="small" onClick={onFields}>
        {say(words.fieldRights)}
        {count > 0 ? ` (${count})` : ""}
      </Button>
      {writable ? (
        <Popconfirm title={say(words.revokeAsk, { object: say(object.label) })} onConfirm={onRevoke}>
          <Button size="small" type="text" danger>
            {say(words.revoke)}
          </Button>
        </Popconfirm>
      ) : null}
    </>
  );
}
