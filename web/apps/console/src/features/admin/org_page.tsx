import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Reference, type Row, records } from "@sortie/client/records.ts";
import { RecordForm } from "@sortie/forms/record_form.tsx";
import { RecordValue } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Card, Descriptions, Drawer, Empty, Space, Tree } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import "./admin.css";
import { isUnder, treeOf } from "./tree.ts";
import { adminWords as words } from "./words.ts";

type Editing = { row: Row | null; parent: string | null };

/** The organisation as a tree: units made, changed and moved; who works where. */
export function OrgPage() {
  const say = useSay();
  const object = useObject("org_unit");
  const { run } = useDoing();
  const units = useRecords("org_unit", {
    fields: ["name", "code", "kind", "parent", "manager_id", "state", "valid_from", "valid_to"],
    sort: "code",
    limit: 500,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const row = units.rows.find((one) => one.id === chosen);
  const writable = object ? may(object, "update") : false;
  const move = (what: string, under: string): void => {
    const moved = units.rows.find((one) => one.id === what);
    if (!moved || isUnder(units.rows, under, what)) return;
    void run((key) => records.update("org_unit", what, { parent: under }, { key, version: moved.version }), {
      done: say(words.moved),
      objects: ["org_unit"],
    });
  };
  return (
    <ConsolePage
      title={say(words.org)}
      note={writable ? say(words.dragHelp) : null}
      actions={
        object && may(object, "create") ? (
          <Button type="primary" onClick={() => setEditing({ row: null, parent: chosen })}>
            {say(chosen ? words.subUnit : words.newUnit)}
          </Button>
        ) : null
      }
    >
      <div className="m-two">
        <Card size="small">
          <Loaded query={{ ...units, data: units.data }}>
            {() => (
              <Tree
                blockNode
                defaultExpandAll
                draggable={writable ? { icon: false } : false}
                selectedKeys={chosen ? [chosen] : []}
                treeData={treeOf(units.rows)}
                onSelect={([key]) => setChosen(key ? String(key) : null)}
                onDrop={({ node, dragNode, dropToGap }) => {
                  if (!dropToGap) move(String(dragNode.key), String(node.key));
                }}
              />
            )}
          </Loaded>
        </Card>
        {row && object ? (
          <Unit row={row} onEdit={writable ? () => setEditing({ row, parent: null }) : null} />
        ) : (
          <Card>
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.pickUnit)} />
          </Card>
        )}
      </div>
      {object && editing ? (
        <Drawer
          open
          size={560}
          title={editing.row ? String(editing.row.values.name) : say(words.newUnit)}
          onClose={() => setEditing(null)}
        >
          <RecordForm
            object={object}
            columns={1}
            initial={
              editing.row?.values ??
              (editing.parent
                ? { parent: { id: editing.parent, title: row ? String(row.values.name) : null } }
                : {})
            }
            onCancel={() => setEditing(null)}
            onSubmit={async (values, key) => {
              if (editing.row)
                await records.update("org_unit", editing.row.id, values, {
                  key,
                  version: editing.row.version,
                });
              else
                await records.create(
                  "org_unit",
                  { ...(editing.parent ? { parent: editing.parent } : {}), ...values },
                  { key },
                );
              setEditing(null);
              void units.refetch();
            }}
          />
        </Drawer>
      ) : null}
    </ConsolePage>
  );
}

function Unit({ row, onEdit }: { row: Row; onEdit: (() => void) | null }) {
  const say = useSay();
  const object = useObject("org_unit");
  const people = useRecords("employment", {
    filter: { field: "org_unit", op: "eq", value: row.id },
    fields: ["user", "position"],
    limit: 200,
  });
  return (
    <Card
      title={String(row.values.name)}
      extra={
        <Space>
          {onEdit ? <Button onClick={onEdit}>{say(words.editUnit)}</Button> : null}
          <Link to="/records/$object/$id" params={{ object: "org_unit", id: row.id }}>
            {say(words.openRecord)}
          </Link>
        </Space>
      }
    >
      <Descriptions
        size="small"
        column={2}
        items={["code", "kind", "parent", "manager_id"].flatMap((name) => {
          const field = object?.fields.find((one) => one.name === name);
          if (!field) return [];
          return [
            {
              key: name,
              label: say(field.label),
              children: <RecordValue field={field} value={row.values[name]} brief />,
            },
          ];
        })}
      />
      <h2 className="m-head">{say(words.members)}</h2>
      <Loaded query={{ ...people, data: people.data }}>
        {() =>
          people.rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noMembers)} />
          ) : (
            people.rows.map(({ id, values }) => {
              const user = values.user as Reference | null;
              return (
                <div key={id} className="m-line">
                  {user ? (
                    <Link to="/admin/users" search={{ open: user.id }}>
                      {user.title}
                    </Link>
                  ) : (
                    "—"
                  )}
                  <span className="c-page__note">{String(values.position ?? "")}</span>
                </div>
              );
            })
          )
        }
      </Loaded>
    </Card>
  );
}
