import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useCatalog, useMe } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { BuildDialog } from "./build_dialog.tsx";
import { ObjectList } from "./object_list.tsx";
import "./settlement.css";
import { settlementWords as words } from "./words.ts";

/** Bills, statements and price rules, as far as the reader may see each. */
export function SettlementPage() {
  const say = useSay();
  const { tab } = useSearch({ from: "/settlement" });
  const navigate = useNavigate({ from: "/settlement" });
  const features = useMe().data?.features ?? [];
  const objects = useCatalog().data?.objects ?? {};
  const [building, setBuilding] = useState(false);
  const tabs: {
    key: string;
    object: ObjectMeta | undefined;
    columns: string[];
    sort: string;
    sum?: string;
  }[] = [
    {
      key: "bills",
      object: objects.bill,
      columns: ["number", "customer", "work_order", "total", "created_at", "state"],
      sort: "-created_at",
      sum: "total",
    },
    {
      key: "statements",
      object: objects.statement,
      columns: ["number", "engineer", "period", "job_count", "total", "state"],
      sort: "-period",
      sum: "total",
    },
    {
      key: "rules",
      object: objects.price_rule,
      columns: ["name", "work_types", "areas", "customer_level", "rank", "revision", "active"],
      sort: "rank",
    },
  ];
  const seen = tabs.filter(({ object }) => object && may(object, "read"));
  const active = seen.some(({ key }) => key === tab) ? tab : seen[0]?.key;
  const rule = objects.price_rule;
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        active === "statements" && features.includes("settle.manage") ? (
          <Button type="primary" onClick={() => setBuilding(true)}>
            {say(words.build)}
          </Button>
        ) : active === "rules" && rule && may(rule, "create") ? (
          <Link to="/settlement/rules/$id" params={{ id: "new" }}>
            <Button type="primary" tabIndex={-1}>
              {say(words.newRule)}
            </Button>
          </Link>
        ) : null
      }
    >
      <Tabs
        activeKey={active ?? ""}
        onChange={(next) => void navigate({ search: { tab: next } })}
        destroyOnHidden
        items={seen.map(({ key, object, columns, sort, sum }) => ({
          key,
          label: say(words[key as "bills" | "statements" | "rules"]),
          children: object ? (
            <ObjectList object={object} columns={columns} sort={sort} {...(sum ? { sum } : {})} />
          ) : null,
        }))}
      />
      {building ? <BuildDialog onClose={() => setBuilding(false)} /> : null}
    </ConsolePage>
  );
}
