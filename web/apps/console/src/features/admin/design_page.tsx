import type { FieldMeta, ObjectMeta } from "@sortie/client/metadata.ts";
import { keys, useCatalog, useMe } from "@sortie/client/queries.ts";
import { remove } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Button, Card, Menu, Popconfirm, Table, Tag } from "antd";
import { useState } from "react";
import { Coded } from "../../kit/coded.tsx";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import "./admin.css";
import { typeWords } from "./code_words.ts";
import { madeHere } from "./design_form.ts";
import { NewField, NewObject } from "./design_forms.tsx";
import { designWords as words } from "./more_words.ts";
import { useWholeCatalog } from "./whole_catalog.ts";

/** What the company's records are made of: objects and their fields, added at run time. */
export function DesignPage() {
  const say = useSay();
  const features = useMe().data?.features ?? [];
  const objects = Object.values(useWholeCatalog("").objects);
  const [chosen, setChosen] = useState("work_order");
  const [making, setMaking] = useState<"object" | "field" | null>(null);
  const object = objects.find((one) => one.name === chosen) ?? objects[0];
  if (!features.includes("admin.system")) return <Refusal status="403" title={say(words.noRight)} />;
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        <Button type="primary" onClick={() => setMaking("object")}>
          {say(words.newObject)}
        </Button>
      }
    >
      <div className="m-two m-two--narrow">
        <Card size="small" className="m-roles">
          <Menu
            selectedKeys={object ? [object.name] : []}
            onClick={({ key }) => setChosen(key)}
            items={objects.map((one) => ({
              key: one.name,
              label: (
                <>
                  {say(one.label)} {one.custom ? <Tag color="green">{say(words.custom)}</Tag> : null}
                </>
              ),
            }))}
          />
        </Card>
        {object ? <Fields object={object} onNew={() => setMaking("field")} /> : null}
      </div>
      {making === "object" ? (
        <NewObject onClose={() => setMaking(null)} onMade={(name) => setChosen(name)} />
      ) : null}
      {making === "field" && object ? <NewField object={object} onClose={() => setMaking(null)} /> : null}
    </ConsolePage>
  );
}

function Fields({ object, onNew }: { object: ObjectMeta; onNew: () => void }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const mine = useCatalog().data?.objects ?? {};
  const root = `/api/v1/admin/objects/${object.name}`;
  const then = { done: say(words.retired), keys: [keys.catalog] };
  return (
    <Card
      size="small"
      title={<Coded label={object.label} code={object.name} />}
      extra={
        <span className="c-bar">
          {mine[object.name] ? (
            <Link to="/records/$object" params={{ object: object.name }}>
              {say(words.open)}
            </Link>
          ) : null}
          {object.custom ? (
            <Popconfirm
              title={say(words.retireObjectAsk, { name: say(object.label) })}
              onConfirm={() => void run((key) => remove(root, { key }), then)}
            >
              <Button danger loading={busy}>
                {say(words.retireObject)}
              </Button>
            </Popconfirm>
          ) : null}
          <Button type="primary" onClick={onNew}>
            {say(words.newField)}
          </Button>
        </span>
      }
    >
      <Table<FieldMeta>
        rowKey="name"
        size="small"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={object.fields.filter((field) => !field.system)}
        columns={[
          { key: "label", title: say(words.name), render: (_v, field) => say(field.label) },
          { key: "name", title: say(words.key), render: (_v, field) => <code>{field.name}</code> },
          {
            key: "type",
            title: say(words.type),
            render: (_v, field) => <Coded label={typeWords[field.type]} code={field.type} />,
          },
          {
            key: "required",
            title: say(words.required),
            render: (_v, field) => (field.required ? "✓" : ""),
          },
          {
            key: "act",
            align: "right",
            render: (_v, field) =>
              field.name === object.title || !madeHere(object, field.name) ? null : (
                <Popconfirm
                  title={say(words.retireAsk, { name: say(field.label) })}
                  onConfirm={() => void run((key) => remove(`${root}/fields/${field.name}`, { key }), then)}
                >
                  <Button size="small" type="text" danger>
                    {say(words.retire)}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
    </Card>
  );
}
