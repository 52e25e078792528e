import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useCount, useObject, useRecords } from "@sortie/client/queries.ts";
import type { ListQuery, Row } from "@sortie/client/records.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Badge, Button, Checkbox, Empty, Popover, Table, Tag } from "antd";
import { useMemo, useState } from "react";
import { conditionsFrom, conditionsText, treeOf } from "../../kit/conditions.ts";
import { FilterBuilder } from "../../kit/filter_builder.tsx";
import { ListActs } from "../../kit/list_acts.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import { chosenColumns, columnsOf, keepColumns } from "./columns.tsx";
import { RecordDrawer } from "./record_drawer.tsx";
import "./records.css";
import { TrashButton } from "./trash.tsx";
import { recordWords as words } from "./words.ts";

const PAGE = 50;

/** The list of any object: columns, filter, sort and paging from its metadata. */
export function ListPage() {
  const { object: name } = useParams({ from: "/records/$object" });
  const object = useObject(name);
  const say = useSay();
  if (!object) return <Refusal status="404" title={say(words.unknown, { name })} />;
  return <RecordList key={name} object={object} />;
}

function RecordList({ object }: { object: ObjectMeta }) {
  const say = useSay();
  const navigate = useNavigate({ from: "/records/$object" });
  const search = useSearch({ from: "/records/$object" });
  const [names, setNames] = useState(() => chosenColumns(object));
  const conditions = useMemo(() => conditionsFrom(search.filter), [search.filter]);
  const sort = search.sort ?? object.layouts.sort.join(",");
  const query: ListQuery = {
    filter: treeOf(conditions),
    sort,
    fields: [...new Set([...names, object.title, ...(object.machine ? [object.machine.field] : [])])],
    q: search.q,
    limit: PAGE,
  };
  const list = useRecords(object.name, query);
  const count = useCount(object.name, { filter: query.filter ?? null, q: search.q });
  const go = (change: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }) });
  const choose = (next: string[]): void => {
    keepColumns(object.name, next);
    setNames(next);
  };
  return (
    <ConsolePage
      title={say(object.label)}
      note={count === null ? null : say(words.count, { count })}
      actions={
        <>
          <FilterButton
            object={object}
            conditions={conditions}
            onApply={(next) => go({ filter: conditionsText(next) })}
          />
          <ColumnChooser object={object} names={names} onChange={choose} />
          <TrashButton object={object} />
          <ListActs object={object} />
          {may(object, "export") ? <ExportButton object={object} query={query} /> : null}
          {object.writable && may(object, "create") ? (
            <Link to="/records/$object/new" params={{ object: object.name }}>
              <Button type="primary" tabIndex={-1}>
                {say(words.newOf, { object: say(object.label) })}
              </Button>
            </Link>
          ) : null}
        </>
      }
    >
      {search.q ? (
        <span>
          <Tag closable onClose={() => go({ q: undefined })}>
            {say(words.searchFor, { q: search.q })}
          </Tag>
        </span>
      ) : null}
      {list.isError && list.rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table<Row>
          rowKey="id"
          size="middle"
          className="r-table"
          loading={list.isPending}
          dataSource={list.rows}
          columns={columnsOf(object, names, sort, say)}
          scroll={{ x: "max-content" }}
          pagination={false}
          showSorterTooltip={false}
          locale={{
            emptyText: (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={emptyText(object, query, say)} />
            ),
          }}
          onRow={(row) => ({ onClick: () => go({ open: row.id }) })}
          onChange={(_pages, _filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            go({
              sort: one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : undefined,
            });
          }}
          footer={() => (
            <ListFoot
              more={list.hasNextPage}
              busy={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          )}
        />
      )}
      <RecordDrawer object={object} id={search.open ?? null} onClose={() => go({ open: undefined })} />
    </ConsolePage>
  );
}

function emptyText(object: ObjectMeta, query: ListQuery, say: ReturnType<typeof useSay>): string {
  return query.filter || query.q ? say(words.emptyFound) : say(words.empty, { object: say(object.label) });
}

function ListFoot({ more, busy, onMore }: { more: boolean; busy: boolean; onMore: () => void }) {
  const say = useSay();
  return (
    <div className="r-foot">
      {more ? (
        <Button loading={busy} onClick={onMore}>
          {say(words.more)}
        </Button>
      ) : (
        <span className="c-page__note">{say(words.end)}</span>
      )}
    </div>
  );
}

function FilterButton({
  object,
  conditions,
  onApply,
}: {
  object: ObjectMeta;
  conditions: ReturnType<typeof conditionsFrom>;
  onApply: (next: ReturnType<typeof conditionsFrom>) => void;
}) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const apply = (next: typeof conditions): void => {
    setOpen(false);
    onApply(next);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      destroyOnHidden
      content={<FilterBuilder object={object} value={conditions} onApply={apply} />}
    >
      <Badge count={conditions.all.length} size="small">
        <Button icon={<Icon name="search" size={16} />}>{say(words.filter)}</Button>
      </Badge>
    </Popover>
  );
}

function ColumnChooser({
  object,
  names,
  onChange,
}: {
  object: ObjectMeta;
  names: string[];
  onChange: (next: string[]) => void;
}) {
  const say = useSay();
  const options = object.fields
    .filter((field) => field.type !== "sub_table")
    .map((field) => ({ value: field.name, label: say(field.label) }));
  const set = (next: string[]): void =>
    onChange([
      ...names.filter((name) => next.includes(name)),
      ...next.filter((name) => !names.includes(name)),
    ]);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <Checkbox.Group
          className="r-columns"
          options={options}
          value={names}
          onChange={(next) => (next.length > 0 ? set(next) : undefined)}
        />
      }
    >
      <Button icon={<Icon name="settings" size={16} />}>{say(words.columns)}</Button>
    </Popover>
  );
}

/** A plain download: the server streams the same query, with the same rights. */
function ExportButton({ object, query }: { object: ObjectMeta; query: ListQuery }) {
  const say = useSay();
  const search = new URLSearchParams({ format: "xlsx", fields: (query.fields ?? []).join(",") });
  if (query.filter) search.set("filter", JSON.stringify(query.filter));
  if (query.sort) search.set("sort", query.sort);
  if (query.q) search.set("q", query.q);
  return (
    <Button
      href={`/api/v1/records/${object.name}/export?${search}`}
      download
      icon={<Icon name="file" size={16} />}
    >
      {say(words.export)}
    </Button>
  );
}
