import { fieldNamed, may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Row } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Table } from "antd";
import { pageWords as words } from "./words.ts";

interface RelatedTableProps {
  object: string;
  fields: string[];
  sort: string;
  filter: FilterTree;
  limit?: number;
}

const MANY = 50;

/** Where a record of this object opens. */
function Opened({ object, id, children }: { object: string; id: string; children: React.ReactNode }) {
  return object === "work_order" ? (
    <Link to="/orders/$id" params={{ id }}>
      {children}
    </Link>
  ) : (
    <Link to="/records/$object/$id" params={{ object, id }}>
      {children}
    </Link>
  );
}

/** Records that hang on the customer, with the fields that this reader may see. */
export function RelatedTable({ object: name, fields, sort, filter, limit = MANY }: RelatedTableProps) {
  const say = useSay();
  const object = useObject(name);
  const shown = fields.filter((field) => object && fieldNamed(object, field));
  const list = useRecords(name, { filter, fields: shown, sort, limit }, object !== undefined);
  if (!object) return null;
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() =>
        list.rows.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
        ) : (
          <>
            <Table<Row>
              rowKey="id"
              size="small"
              pagination={false}
              dataSource={list.rows}
              columns={columnsOf(object, shown, say)}
              scroll={{ x: "max-content" }}
            />
            {list.hasNextPage ? (
              <Button type="link" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {say(words.more)}
              </Button>
            ) : null}
          </>
        )
      }
    </Loaded>
  );
}

function columnsOf(object: ObjectMeta, names: string[], say: ReturnType<typeof useSay>) {
  return names.flatMap((name, index) => {
    const field = fieldNamed(object, name);
    if (!field) return [];
    const told = withStates(object, field);
    return [
      {
        key: name,
        title: say(field.label),
        render: (_: unknown, row: Row) => {
          const value = (
            <RecordValue field={told} value={row.values[name]} brief masked={row.masked.includes(name)} />
          );
          return index === 0 && may(object, "read") ? (
            <Opened object={object.name} id={row.id}>
              {value}
            </Opened>
          ) : (
            value
          );
        },
      },
    ];
  });
}
