import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { root } from "./root_route.ts";

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("../features/reports/dashboard_page.tsx"), "DashboardPage"),
});

/** Where a failed company sign-in comes back to; who is signed in has nothing to do there. */
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  beforeLoad: () => {
    throw redirect({ to: "/" });
  },
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("../features/account/account_page.tsx"), "AccountPage"),
});

/** Screens beside the desk: home, one's own account, settlement, people, reports, administration. */
export const officeRoutes = [dashboard, signIn, account] as const;
