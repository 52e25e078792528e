import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useCatalog, useRecord } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordDetail } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Breadcrumb, Result } from "antd";
import type { ReactNode } from "react";
import { type TabItem, Tabs } from "../../kit/tabs.tsx";
import { Assets } from "./assets.tsx";
import "./customer.css";
import { CustomerHead } from "./customer_head.tsx";
import { CustomerOverview } from "./customer_overview.tsx";
import { RelatedTable } from "./related_table.tsx";
import { Sites } from "./sites.tsx";
import { pageWords as words } from "./words.ts";

interface CustomerPageProps {
  commands: (object: ObjectMeta, row: Row) => ReactNode;
  notes: (id: string) => ReactNode;
  timeline: (object: ObjectMeta, id: string) => ReactNode;
}

/** Everything about one customer that this reader may see, on one page. */
export function CustomerPage(props: CustomerPageProps) {
  const say = useSay();
  const { id } = useParams({ from: "/customers/$id" });
  const object = useCatalog().data?.objects.customer;
  const record = useRecord("customer", id, object !== undefined);
  if (!object) return <Result status="404" title={say(words.none)} />;
  return (
    <div className="k-page">
      <Breadcrumb
        items={[
          {
            title: (
              <Link to="/records/$object" params={{ object: "customer" }}>
                {say(object.label)}
              </Link>
            ),
          },
          { title: String(record.data?.values.name ?? "…") },
        ]}
      />
      <Loaded query={record}>{(row) => <Full {...props} object={object} row={row} />}</Loaded>
    </div>
  );
}

function Full({
  object,
  row,
  commands,
  notes,
  timeline,
}: CustomerPageProps & { object: ObjectMeta; row: Row }) {
  const say = useSay();
  const objects = useCatalog().data?.objects ?? {};
  const { tab } = useSearch({ from: "/customers/$id" });
  const navigate = useNavigate({ from: "/customers/$id" });
  const mine = { field: "customer", op: "eq", value: row.id };
  const table = (name: string, fields: string[], sort: string, via = "customer"): ReactNode => (
    <RelatedTable object={name} fields={fields} sort={sort} filter={{ ...mine, field: via }} />
  );
  const tabs: (TabItem & { needs?: string })[] = [
    { key: "overview", label: say(words.overview), children: <CustomerOverview row={row} /> },
    {
      key: "orders",
      needs: "work_order",
      label: say(words.orders),
      children: (
        <RelatedTable
          object="work_order"
          fields={["number", "work_type", "site", "asset", "priority", "state", "created_at"]}
          sort="-created_at"
          filter={mine}
        />
      ),
    },
    { key: "assets", needs: "asset", label: say(words.assets), children: <Assets customer={row.id} /> },
    { key: "sites", needs: "site", label: say(words.sites), children: <Sites customer={row.id} /> },
    {
      key: "contacts",
      needs: "contact",
      label: say(words.contacts),
      children: table("contact", ["name", "phone", "email", "position", "is_primary"], "-is_primary"),
    },
    {
      key: "bills",
      needs: "bill",
      label: say(words.billsTab),
      children: (
        <RelatedTable
          object="bill"
          fields={["number", "work_order", "total", "state", "paid_at", "created_at"]}
          sort="-created_at"
          filter={mine}
        />
      ),
    },
    {
      key: "ratings",
      needs: "rating",
      label: say(words.ratingsTab),
      children: table(
        "rating",
        ["score", "tags", "text", "engineer", "work_order", "created_at"],
        "-created_at",
        "work_order.customer",
      ),
    },
    {
      key: "details",
      label: say(words.facts),
      children: <RecordDetail object={object} row={row} />,
    },
    { key: "notes", label: say(words.notes), children: notes(row.id) },
    { key: "timeline", label: say(words.timeline), children: timeline(object, row.id) },
  ];
  return (
    <>
      <CustomerHead object={object} row={row} commands={commands(object, row)} />
      <Tabs
        aria-label={String(row.values.name ?? "")}
        activeKey={tab ?? "overview"}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        destroyOnHidden
        items={tabs.filter((one) => !one.needs || objects[one.needs])}
      />
    </>
  );
}
