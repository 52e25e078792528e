import { useCatalog } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import type { ReactNode } from "react";
import { Assets } from "./assets.tsx";
import { Contacts } from "./contacts.tsx";
import { RelatedTable } from "./related_table.tsx";
import { Sites } from "./sites.tsx";
import { pageWords as words } from "./words.ts";

const FEW = 6;

/** What an agent wants to see while the customer is on the line. */
export function CustomerOverview({ row }: { row: Row }) {
  const say = useSay();
  const objects = useCatalog().data?.objects ?? {};
  const mine = { field: "customer", op: "eq", value: row.id };
  const done = (objects.work_order?.machine?.states ?? [])
    .filter((state) => state.category === "done" || state.category === "cancelled")
    .map((state) => state.name);
  return (
    <div className="k-overview">
      {row.values.remark ? <p className="k-remark">{String(row.values.remark)}</p> : null}
      {objects.work_order ? (
        <Part title={say(words.openOrders)}>
          <RelatedTable
            object="work_order"
            fields={["number", "work_type", "site", "priority", "state", "finish_due"]}
            sort="-created_at"
            filter={{ and: [mine, { not: { field: "state", op: "in", value: done } }] }}
          />
        </Part>
      ) : null}
      {objects.contact ? (
        <Part title={say(words.contacts)}>
          <Contacts customer={row.id} />
        </Part>
      ) : null}
      {objects.asset ? (
        <Part title={say(words.assets)}>
          <Assets customer={row.id} limit={FEW} />
        </Part>
      ) : null}
      {objects.site ? (
        <Part title={say(words.sites)} wide>
          <Sites customer={row.id} />
        </Part>
      ) : null}
      {objects.work_order ? (
        <Part title={say(words.doneOrders)} wide>
          <RelatedTable
            object="work_order"
            fields={["number", "work_type", "site", "asset", "state", "created_at"]}
            sort="-created_at"
            filter={{ and: [mine, { field: "state", op: "in", value: done }] }}
            limit={FEW}
          />
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className={wide ? "k-part k-part--wide" : "k-part"}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
