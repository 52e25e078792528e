import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { askedOf } from "../features/admin/audit_asked.ts";
import { root } from "./root_route.ts";

/** A screen of several tabs keeps the open one in its address. */
const tabSearch = (search: Record<string, unknown>): { tab?: string } =>
  typeof search.tab === "string" ? { tab: search.tab } : {};

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./home_page.tsx"), "HomePage"),
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

const reports = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  component: lazyRouteComponent(() => import("../features/reports/reports_page.tsx"), "ReportsPage"),
});

const settlement = createRoute({
  getParentRoute: () => root,
  path: "/settlement",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("../features/settlement/settlement_page.tsx"), "SettlementPage"),
});

const bill = createRoute({
  getParentRoute: () => root,
  path: "/settlement/bills/$id",
  component: lazyRouteComponent(() => import("../features/settlement/bill_page.tsx"), "BillPage"),
});

const statement = createRoute({
  getParentRoute: () => root,
  path: "/settlement/statements/$id",
  component: lazyRouteComponent(() => import("../features/settlement/statement_page.tsx"), "StatementPage"),
});

const priceRule = createRoute({
  getParentRoute: () => root,
  path: "/settlement/rules/$id",
  component: lazyRouteComponent(() => import("../features/settlement/rule_page.tsx"), "RulePage"),
});

const maintenance = createRoute({
  getParentRoute: () => root,
  path: "/maintenance",
  validateSearch: tabSearch,
  component: lazyRouteComponent(
    () => import("../features/maintenance/maintenance_page.tsx"),
    "MaintenancePage",
  ),
});

const maintenancePlan = createRoute({
  getParentRoute: () => root,
  path: "/maintenance/plans/$id",
  component: lazyRouteComponent(() => import("../features/maintenance/plan_page.tsx"), "PlanPage"),
});

const users = createRoute({
  getParentRoute: () => root,
  path: "/admin/users",
  validateSearch: (search: Record<string, unknown>): { open?: string } =>
    typeof search.open === "string" ? { open: search.open } : {},
  component: lazyRouteComponent(() => import("../features/admin/users_page.tsx"), "UsersPage"),
});

const organisation = createRoute({
  getParentRoute: () => root,
  path: "/admin/organisation",
  component: lazyRouteComponent(() => import("../features/admin/org_page.tsx"), "OrgPage"),
});

const rights = createRoute({
  getParentRoute: () => root,
  path: "/admin/rights",
  component: lazyRouteComponent(() => import("../features/admin/rights_page.tsx"), "RightsPage"),
});

const roster = createRoute({
  getParentRoute: () => root,
  path: "/people/roster",
  component: lazyRouteComponent(() => import("../features/people/roster_page.tsx"), "RosterPage"),
});

const leave = createRoute({
  getParentRoute: () => root,
  path: "/people/leave",
  component: lazyRouteComponent(() => import("../features/people/leave_page.tsx"), "LeavePage"),
});

const skills = createRoute({
  getParentRoute: () => root,
  path: "/people/skills",
  component: lazyRouteComponent(() => import("../features/people/skills_page.tsx"), "SkillsPage"),
});

const stickers = createRoute({
  getParentRoute: () => root,
  path: "/customers/stickers",
  validateSearch: (search: Record<string, unknown>): { customer?: string; asset?: string } => ({
    ...(typeof search.customer === "string" ? { customer: search.customer } : {}),
    ...(typeof search.asset === "string" ? { asset: search.asset } : {}),
  }),
  component: lazyRouteComponent(() => import("../features/customers/stickers_page.tsx"), "StickersPage"),
});

const design = createRoute({
  getParentRoute: () => root,
  path: "/admin/objects",
  component: lazyRouteComponent(() => import("../features/admin/design_page.tsx"), "DesignPage"),
});

const mapSetting = createRoute({
  getParentRoute: () => root,
  path: "/admin/map",
  component: lazyRouteComponent(
    () => import("../features/dispatch/setup/map_setting_page.tsx"),
    "MapSettingPage",
  ),
});

const calendars = createRoute({
  getParentRoute: () => root,
  path: "/admin/calendars",
  validateSearch: (search: Record<string, unknown>): { open?: string } =>
    typeof search.open === "string" ? { open: search.open } : {},
  component: lazyRouteComponent(
    () => import("../features/dispatch/setup/calendars_page.tsx"),
    "CalendarsPage",
  ),
});

const customer = createRoute({
  getParentRoute: () => root,
  path: "/customers/$id",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("./customer_screen.tsx"), "CustomerScreen"),
});

const webhooks = createRoute({
  getParentRoute: () => root,
  path: "/admin/webhooks",
  component: lazyRouteComponent(() => import("../features/admin/webhooks_page.tsx"), "WebhooksPage"),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: "/admin/audit",
  validateSearch: askedOf,
  component: lazyRouteComponent(() => import("../features/admin/audit_page.tsx"), "AuditPage"),
});

const security = createRoute({
  getParentRoute: () => root,
  path: "/admin/security",
  validateSearch: tabSearch,
  component: lazyRouteComponent(() => import("../features/admin/security_page.tsx"), "SecurityPage"),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: "/admin/jobs",
  component: lazyRouteComponent(() => import("../features/admin/jobs_page.tsx"), "JobsPage"),
});

/** Screens beside the desk: home, one's own account, settlement, people, reports, administration. */
export const officeRoutes = [
  dashboard,
  signIn,
  account,
  reports,
  settlement,
  bill,
  statement,
  priceRule,
  maintenance,
  maintenancePlan,
  users,
  organisation,
  rights,
  roster,
  leave,
  skills,
  stickers,
  customer,
  mapSetting,
  calendars,
  design,
  webhooks,
  audit,
  security,
  jobs,
] as const;
