import { useMe, useObject, useRecords } from "@sortie/client/queries.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty, Input, type InputRef, Table, Tooltip } from "antd";
import { useMemo, useRef, useState } from "react";
import { ListActs } from "../../../kit/list_acts.tsx";
import { ConsolePage } from "../../../kit/page.tsx";
import { type AutoAnswer, BRIEF_FIELDS, desk, type OrderBrief } from "../desk/api.ts";
import "../desk/desk.css";
import { MorePages } from "../desk/more_pages.tsx";
import { useNarrow } from "../desk/narrow.ts";
import { OrderDrawer } from "../desk/order_preview.tsx";
import { briefOf, useDeskAct } from "../desk/queries.ts";
import { deskWords } from "../desk/words.ts";
import { AutoResult } from "./auto_result.tsx";
import { stepIn, useKeys } from "./keyboard.ts";
import { OrderCards } from "./order_cards.tsx";
import "./queue.css";
import { queueColumns } from "./queue_columns.tsx";
import { QueueFilters } from "./queue_filters.tsx";
import { QueueTabs } from "./queue_tabs.tsx";
import { filterOf, isFiltered, type QueueSearch, sortOf, tabOf } from "./tabs.ts";
import { queueWords as words } from "./words.ts";

const PAGE = 50;
const MOST_AT_ONCE = 100;

/** What waits for the desk, by state; work through it with the keyboard or the mouse. */
export function QueuePage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/queue" });
  const search = useSearch({ from: "/queue" });
  const dispatches = (useMe().data?.features ?? []).includes("dispatch.run");
  const narrow = useNarrow();
  const orders = useObject("work_order");
  const tab = tabOf(search);
  const sort = sortOf(search);
  const list = useRecords("work_order", {
    filter: filterOf(search),
    sort,
    fields: BRIEF_FIELDS,
    q: search.q ?? "",
    limit: PAGE,
  });
  const rows = useMemo(() => list.rows.map(briefOf), [list.rows]);
  const [marked, setMarked] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([]);
  const [result, setResult] = useState<{ answer: AutoAnswer; orders: OrderBrief[] } | null>(null);
  const { busy, run } = useDeskAct();
  const box = useRef<InputRef>(null);
  const go = (change: Partial<QueueSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const mark = (by: 1 | -1): void => {
    const next = stepIn(rows, marked, by);
    setMarked(next);
    if (search.open && next) go({ open: next });
    document.querySelector(`[data-row-key="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => mark(1),
    k: () => mark(-1),
    Enter: () => (marked ? void navigate({ to: "/orders/$id", params: { id: marked } }) : undefined),
    p: () => go({ open: marked ?? undefined }),
    a: () => go({ open: marked ?? undefined }),
    x: () =>
      setChosen((all) =>
        marked ? (all.includes(marked) ? all.filter((id) => id !== marked) : [...all, marked]) : all,
      ),
    "/": (event) => {
      event.preventDefault();
      box.current?.focus();
    },
  });
  const auto = (): void =>
    void run(async (key) =>
      setResult({ answer: await desk.autoMany(chosen.slice(0, MOST_AT_ONCE), { key }), orders: rows }),
    );
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        <>
          <Tooltip title={say(words.keysHelp)}>
            <Button type="text">{say(words.keys)}</Button>
          </Tooltip>
          <ListActs object={orders} />
        </>
      }
    >
      <QueueTabs
        tab={tab}
        onChange={(next) => {
          setChosen([]);
          setMarked(null);
          go({ tab: next, sort: undefined, open: undefined });
        }}
      />
      <div className="q-tools">
        <Input.Search
          key={search.q ?? ""}
          ref={box}
          className="q-search"
          allowClear
          defaultValue={search.q ?? ""}
          placeholder={say(deskWords.search)}
          aria-label={say(deskWords.search)}
          onSearch={(q) => go({ q: q || undefined })}
        />
        <QueueFilters search={search} onChange={go} />
        {dispatches && !narrow && rows.length > 0 ? (
          <Button type="text" onClick={() => setChosen(rows.map((row) => row.id))}>
            {say(words.selectAll)}
          </Button>
        ) : null}
      </div>
      {chosen.length > 0 ? (
        <div className="q-batch" role="status">
          <strong>{say(words.selected, { count: chosen.length })}</strong>
          <Button type="primary" loading={busy} onClick={auto}>
            {say(words.autoMany)}
          </Button>
          <Button type="text" onClick={() => setChosen([])}>
            {say(deskWords.unselect)}
          </Button>
        </div>
      ) : null}
      {list.isError && rows.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : narrow ? (
        <>
          <OrderCards
            rows={rows}
            loading={list.isPending}
            empty={say(isFiltered(search) ? words.emptyFound : words.empty)}
            onOpen={(id) => go({ open: id })}
          />
          <MorePages list={list} />
        </>
      ) : (
        <Table<OrderBrief>
          rowKey="id"
          size="middle"
          className="q-table"
          loading={list.isPending}
          dataSource={rows}
          columns={queueColumns(sort, tab === "late" || tab === "all", say)}
          scroll={{ x: 1130 }}
          pagination={false}
          showSorterTooltip={false}
          rowClassName={(row) => rowClass(row, row.id === marked, row.id === search.open)}
          {...(dispatches
            ? {
                rowSelection: {
                  hideSelectAll: true,
                  columnTitle: <span className="visually-hidden">{say(words.select)}</span>,
                  selectedRowKeys: chosen,
                  onChange: (keys: React.Key[]) => setChosen(keys.map(String)),
                  getCheckboxProps: (row: OrderBrief) => ({ "aria-label": row.number }),
                },
              }
            : {})}
          locale={{
            emptyText: (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description={say(isFiltered(search) ? words.emptyFound : words.empty)}
              />
            ),
          }}
          onRow={(row) => ({
            onClick: () => {
              setMarked(row.id);
              go({ open: row.id });
            },
          })}
          onChange={(_pages, _filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            go({
              sort: one?.order ? `${one.order === "descend" ? "-" : ""}${String(one.columnKey)}` : undefined,
            });
          }}
          footer={() => <MorePages list={list} />}
        />
      )}
      <OrderDrawer id={search.open ?? null} onClose={() => go({ open: undefined })} />
      {result ? (
        <AutoResult
          answer={result.answer}
          orders={result.orders}
          onClose={() => {
            setResult(null);
            setChosen([]);
          }}
        />
      ) : null}
    </ConsolePage>
  );
}

function rowClass(row: OrderBrief, marked: boolean, open: boolean): string {
  return [
    row.sla_state === "breached" ? "q-row--late" : row.sla_state === "warning" ? "q-row--soon" : "",
    row.priority === "urgent" ? "q-row--urgent" : "",
    marked ? "q-row--marked" : "",
    open ? "q-row--open" : "",
  ].join(" ");
}
