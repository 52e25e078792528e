import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { DatesView } from "./dates_view.tsx";
import "./maintenance.css";
import { PlanList } from "./plan_list.tsx";
import { maintenanceWords as words } from "./words.ts";

/** Recurring work: the plans, and the year of their dates. */
export function MaintenancePage() {
  const say = useSay();
  const { tab } = useSearch({ from: "/maintenance" });
  const navigate = useNavigate({ from: "/maintenance" });
  const plan = useObject("maintenance_plan");
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        plan && may(plan, "create") ? (
          <Link to="/maintenance/plans/$id" params={{ id: "new" }}>
            <Button type="primary" tabIndex={-1}>
              {say(words.newPlan)}
            </Button>
          </Link>
        ) : null
      }
    >
      <Tabs
        activeKey={tab === "dates" ? "dates" : "plans"}
        onChange={(next) => void navigate({ search: { tab: next } })}
        destroyOnHidden
        items={[
          { key: "plans", label: say(words.plans), children: <PlanList /> },
          { key: "dates", label: say(words.dates), children: <DatesView /> },
        ]}
      />
    </ConsolePage>
  );
}
