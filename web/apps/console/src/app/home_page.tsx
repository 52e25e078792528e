import { may } from "@sortie/client/metadata.ts";
import { useCatalog, useMe } from "@sortie/client/queries.ts";
import { lazy, Suspense } from "react";
import { LandingPage } from "../features/home/landing_page.tsx";
import { menuGroups } from "./menu.tsx";
import { NavIcon } from "./nav_icon.tsx";

const Dashboard = lazy(async () => {
  const { DashboardPage } = await import("../features/reports/dashboard_page.tsx");
  return { default: DashboardPage };
});

/** The day's figures for who may see the work; for everybody else what is theirs and what they can do. */
export function HomePage() {
  const objects = useCatalog().data?.objects ?? {};
  const features = useMe().data?.features ?? [];
  const order = objects.work_order;
  if (order && may(order, "read"))
    return (
      <Suspense>
        <Dashboard />
      </Suspense>
    );
  const ways = menuGroups(objects, features)
    .map((group) => ({
      label: group.label,
      entries: group.entries
        .filter((entry) => entry.to !== "/")
        .map(({ to, label, icon }) => ({ to, label, icon: <NavIcon name={icon} /> })),
    }))
    .filter((group) => group.entries.length > 0);
  return <LandingPage ways={ways} />;
}
