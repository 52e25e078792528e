import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { root } from "./root_route.ts";

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);
const one = <T extends string>(value: unknown, known: readonly T[]): T | undefined =>
  known.find((name) => name === value);

const TABS = [
  "in_review",
  "pending_dispatch",
  "in_pool",
  "rework",
  "cannot_complete",
  "dispatched",
  "in_progress",
  "on_hold",
  "pending_acceptance",
  "accepted",
  "late",
  "all",
] as const;
const SPANS = ["day", "3days", "week"] as const;

type Search = Record<string, unknown>;
/** Every word of the address may be left out. */
const maybe = <T extends object>(given: T): Partial<T> => given;

/** The dispatch desk: taking calls, the queue, the board, the map, one order, review, setup. */
export const dispatchRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: "/queue",
    validateSearch: (search: Search) =>
      maybe({
        tab: one(search.tab, TABS),
        q: text(search.q),
        type: text(search.type),
        area: text(search.area),
        priority: text(search.priority),
        sla: text(search.sla),
        engineer: text(search.engineer),
        sort: text(search.sort),
        open: text(search.open),
      }),
    component: lazyRouteComponent(() => import("../features/dispatch/queue/queue_page.tsx"), "QueuePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/board",
    validateSearch: (search: Search) =>
      maybe({
        day: text(search.day),
        span: one(search.span, SPANS),
        area: text(search.area),
        open: text(search.open),
      }),
    component: lazyRouteComponent(() => import("../features/dispatch/board/board_page.tsx"), "BoardPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/map",
    validateSearch: (search: Search) => maybe({ area: text(search.area), open: text(search.open) }),
    component: lazyRouteComponent(() => import("../features/dispatch/map/map_page.tsx"), "MapPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/orders/$id",
    validateSearch: (search: Search) => maybe({ tab: text(search.tab) }),
    component: lazyRouteComponent(() => import("../features/dispatch/orders/order_page.tsx"), "OrderPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/intake",
    validateSearch: (search: Search) => maybe({ customer: text(search.customer) }),
    component: lazyRouteComponent(() => import("../features/dispatch/intake/intake_page.tsx"), "IntakePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/requests",
    validateSearch: (search: Search) =>
      maybe({
        tab: one(search.tab, ["all"] as const),
        q: text(search.q),
        open: text(search.open),
      }),
    component: lazyRouteComponent(
      () => import("../features/dispatch/intake/requests_page.tsx"),
      "RequestsPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/imports",
    component: lazyRouteComponent(
      () => import("../features/dispatch/importing/imports_page.tsx"),
      "ImportsPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/imports/$id",
    component: lazyRouteComponent(
      () => import("../features/dispatch/importing/import_page.tsx"),
      "ImportPage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/review",
    validateSearch: (search: Search) => maybe({ open: text(search.open) }),
    component: lazyRouteComponent(() => import("../features/dispatch/orders/review_page.tsx"), "ReviewPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/setup",
    validateSearch: (search: Search) => maybe({ tab: text(search.tab), open: text(search.open) }),
    component: lazyRouteComponent(() => import("../features/dispatch/setup/setup_page.tsx"), "SetupPage"),
  }),
] as const;
