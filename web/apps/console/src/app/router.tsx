import { ErrorState } from "@sortie/ui/error_state.tsx";
import { createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { dispatchRoutes } from "./dispatch_routes.ts";
import { officeRoutes } from "./office_routes.ts";
import { root } from "./root_route.ts";

export interface ListSearch {
  q?: string;
  filter?: string;
  sort?: string;
  open?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

const list = createRoute({
  getParentRoute: () => root,
  path: "/records/$object",
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    q: text(search.q),
    filter: text(search.filter),
    sort: text(search.sort),
    open: text(search.open),
  }),
  component: lazyRouteComponent(() => import("../features/records/list_page.tsx"), "ListPage"),
});

const create = createRoute({
  getParentRoute: () => root,
  path: "/records/$object/new",
  component: lazyRouteComponent(() => import("../features/records/edit_page.tsx"), "CreatePage"),
});

const record = createRoute({
  getParentRoute: () => root,
  path: "/records/$object/$id",
  component: lazyRouteComponent(() => import("../features/records/record_page.tsx"), "RecordPage"),
});

const edit = createRoute({
  getParentRoute: () => root,
  path: "/records/$object/$id/edit",
  component: lazyRouteComponent(() => import("../features/records/edit_page.tsx"), "EditPage"),
});

/** A feature adds its screens here: one lazy route each, so that they stay out of the first load. */
const routes = [...officeRoutes, ...dispatchRoutes, list, create, record, edit];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: "/console",
  // in place of the screen that broke: the navigation beside it stays
  defaultErrorComponent: ({ error }) => (
    <ErrorState error={error} onRetry={() => globalThis.location.reload()} />
  ),
  defaultNotFoundComponent: lazyRouteComponent(() => import("../kit/refusal.tsx"), "NotFoundPage"),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
