import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useCatalog } from "@sortie/client/queries.ts";
import { type FilterTree, type Row, records } from "@sortie/client/records.ts";
import { RecordValue, withStates } from "@sortie/forms/record_value.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import { pageWords as words } from "./words.ts";

const SHOWN = ["level", "kind", "state", "tags"];
const DIALLED = /^[+\d][\d\s-]*$/;

/** Name, standing, what is owed, and the ways to reach them. */
export function CustomerHead({
  object,
  row,
  commands,
}: {
  object: ObjectMeta;
  row: Row;
  commands: ReactNode;
}) {
  const say = useSay();
  const objects = useCatalog().data?.objects ?? {};
  const phone = String(row.values.phone ?? "");
  const request = objects.service_request;
  return (
    <ConsolePage
      title={String(row.values.name ?? "")}
      note={
        <span className="k-tags">
          <span>{String(row.values.number ?? "")}</span>
          {SHOWN.map((name) => {
            const field = object.fields.find((one) => one.name === name);
            const value = row.values[name];
            const empty =
              value === null || value === undefined || (Array.isArray(value) && value.length === 0);
            return field && !empty ? (
              <RecordValue key={name} field={withStates(object, field)} value={value} brief />
            ) : null;
          })}
        </span>
      }
      actions={
        <>
          {/* A masked number can't be dialled. */}
          {DIALLED.test(phone) ? (
            <Button href={`tel:${phone.replace(/[\s-]/g, "")}`} icon={<Icon name="phone" size={16} />}>
              {say(words.call, { phone })}
            </Button>
          ) : null}
          {request && may(request, "create") ? (
            <Link to="/intake" search={{ customer: row.id }}>
              <Button type="primary" tabIndex={-1} icon={<Icon name="plus" size={16} />}>
                {say(words.newOrder)}
              </Button>
            </Link>
          ) : null}
          {commands}
        </>
      }
    >
      <Figures id={row.id} objects={objects} />
    </ConsolePage>
  );
}

/** One sum of this customer's records; null while it is counted or the reader may not see the object. */
function useFigure(
  object: ObjectMeta | undefined,
  filter: FilterTree,
  aggregates: { function: string; path?: string; name: string }[],
): Record<string, unknown> | null {
  const name = object?.name ?? "";
  const { data } = useQuery({
    queryKey: ["records", name, "figure", filter, aggregates],
    queryFn: async ({ signal }) => {
      const [first] = await records.aggregate(name, { aggregates, filter }, signal);
      return first?.values ?? {};
    },
    enabled: object !== undefined,
  });
  return data ?? null;
}

const COUNT = { function: "count", path: "*", name: "count" };

function Figures({ id, objects }: { id: string; objects: Record<string, ObjectMeta> }) {
  const say = useSay();
  const { money, number } = useFormats();
  const mine = { field: "customer", op: "eq", value: id };
  const [today] = new Date().toISOString().split("T");
  const order = objects.work_order;
  const done = (order?.machine?.states ?? [])
    .filter((state) => state.category === "done" || state.category === "cancelled")
    .map((state) => state.name);
  const open = useFigure(order, { and: [mine, { not: { field: "state", op: "in", value: done } }] }, [COUNT]);
  const all = useFigure(order, mine, [COUNT]);
  const owed = useFigure(objects.bill, { and: [mine, { field: "state", op: "eq", value: "issued" }] }, [
    COUNT,
    { function: "sum", path: "total", name: "total" },
  ]);
  const assets = useFigure(objects.asset, mine, [COUNT]);
  const covered = useFigure(
    objects.asset,
    { and: [mine, { field: "warranty_until", op: "gte", value: today }] },
    [COUNT],
  );
  const rated = useFigure(objects.rating, { field: "work_order.customer", op: "eq", value: id }, [
    COUNT,
    { function: "avg", path: "score", name: "average" },
  ]);
  const count = (figure: Record<string, unknown> | null): number => Number(figure?.count ?? 0);
  return (
    <dl className="k-figures">
      {order && open && all ? (
        <>
          <Figure name={say(words.openOrders)} value={String(count(open))} />
          <Figure name={say(words.doneOrders)} value={String(count(all) - count(open))} />
        </>
      ) : null}
      {owed ? (
        <Figure
          name={say(words.balance)}
          value={money(String(owed.total ?? "0"))}
          note={say(words.bills, { count: count(owed) })}
          late={count(owed) > 0}
        />
      ) : null}
      {assets && covered ? (
        <Figure
          name={say(words.assets)}
          value={String(count(assets))}
          note={`${count(covered)} ${say(words.inWarranty)}`}
        />
      ) : null}
      {rated && count(rated) > 0 ? (
        <Figure
          name={say(words.average)}
          value={number(String(rated.average), 1)}
          note={say(words.ratings, { count: count(rated) })}
        />
      ) : null}
    </dl>
  );
}

function Figure({ name, value, note, late }: { name: string; value: string; note?: string; late?: boolean }) {
  return (
    <div className={late ? "k-figure k-figure--late" : "k-figure"}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note ? <dd className="k-note">{note}</dd> : null}
    </div>
  );
}
