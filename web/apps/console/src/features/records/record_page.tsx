import { fieldNamed, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useCatalog, useObject, useRecord, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordDetail, RecordValue, titleOf, withStates } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { Breadcrumb, Button, Table } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import { sideAct } from "../../kit/side_acts.ts";
import { specialPage } from "../../kit/special_pages.ts";
import { Tabs } from "../../kit/tabs.tsx";
import { columnsOf } from "./columns.tsx";
import { CommandBar } from "./command_bar.tsx";
import { Notes } from "./notes.tsx";
import "./records.css";
import { Timeline } from "./timeline.tsx";
import { recordWords as words } from "./words.ts";

/** One record of any object: its fields, what hangs on it, what happened to it. */
export function RecordPage() {
  const { object: name, id } = useParams({ from: "/records/$object/$id" });
  const object = useObject(name);
  const record = useRecord(name, id);
  const say = useSay();
  if (!object) return <Refusal status="404" title={say(words.unknown, { name })} />;
  const special = specialPage(name, id);
  if (special) return <Navigate to={special} replace />;
  return (
    <div className="r-record">
      <Breadcrumb
        items={[
          {
            title: (
              <Link to="/records/$object" params={{ object: name }}>
                {say(object.label)}
              </Link>
            ),
          },
          { title: record.data ? titleOf(object, record.data) : "…" },
        ]}
      />
      <Loaded query={record}>{(row) => <Full object={object} row={row} />}</Loaded>
    </div>
  );
}

function Full({ object, row }: { object: ObjectMeta; row: Row }) {
  const say = useSay();
  const objects = useCatalog().data?.objects ?? {};
  const stateField = object.machine ? fieldNamed(object, object.machine.field) : undefined;
  const side = sideAct(object.name, row.id);
  const related = object.layouts.related.flatMap((path) => {
    const [child = "", via = ""] = path.split(".");
    const found = objects[child];
    return found ? [{ object: found, via }] : [];
  });
  return (
    <ConsolePage
      title={titleOf(object, row)}
      note={
        stateField ? (
          <RecordValue field={withStates(object, stateField)} value={row.values[stateField.name]} />
        ) : null
      }
      actions={
        <>
          {side ? (
            <Link to={side.to} search={side.search}>
              <Button tabIndex={-1}>{say(side.label)}</Button>
            </Link>
          ) : null}
          <CommandBar object={object} row={row} />
        </>
      }
    >
      <Tabs
        items={[
          { key: "details", label: say(words.details), children: <RecordDetail object={object} row={row} /> },
          ...related.map(({ object: child, via }) => ({
            key: `${child.name}.${via}`,
            label: say(child.label),
            children: <Related object={child} via={via} id={row.id} />,
          })),
          { key: "notes", label: say(words.notes), children: <Notes object={object.name} id={row.id} /> },
          { key: "timeline", label: say(words.timeline), children: <Timeline object={object} id={row.id} /> },
        ]}
      />
    </ConsolePage>
  );
}

function Related({ object, via, id }: { object: ObjectMeta; via: string; id: string }) {
  const say = useSay();
  const names = object.layouts.list.filter((name) => name !== via);
  const list = useRecords(object.name, {
    filter: { field: via, op: "eq", value: id },
    fields: [...names, object.title],
    limit: 50,
  });
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() => (
        <Table<Row>
          rowKey="id"
          size="small"
          pagination={false}
          dataSource={list.rows}
          columns={columnsOf(object, names, "", say)}
          scroll={{ x: "max-content" }}
        />
      )}
    </Loaded>
  );
}
