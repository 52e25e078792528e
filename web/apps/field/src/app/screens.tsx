import { Empty } from "@sortie/ui/empty.tsx";
import type { IconName } from "@sortie/ui/icon.tsx";
import { say, type Text } from "@sortie/ui/language.ts";
import { Link, match } from "@sortie/ui/router.tsx";
import { type ComponentType, lazy, type ReactNode } from "react";
import { TodayPage } from "../features/today/today_page.tsx";
import { appWords } from "./words.ts";

export const tabs: { to: string; icon: IconName; label: Text }[] = [
  { to: "/", icon: "today", label: appWords.today },
  { to: "/orders", icon: "orders", label: appWords.orders },
  { to: "/messages", icon: "bell", label: appWords.messages },
  { to: "/me", icon: "person", label: appWords.me },
];

type Screen = ComponentType<Record<string, string>>;

/** A screen that comes when it is opened: only the first list is in the first load. */
function later<Name extends string>(
  load: () => Promise<Record<Name, ComponentType<never>>>,
  name: Name,
): Screen {
  return lazy(async () => ({ default: (await load())[name] as unknown as Screen }));
}

/** Path → screen; `:name` parts become its props. A feature adds its screens here. */
const screens: [string, Screen][] = [
  ["/", TodayPage],
  ["/orders", later(() => import("../features/orders/orders_page.tsx"), "OrdersPage")],
  ["/orders/:id/job", later(() => import("../features/job/job_of_order.tsx"), "JobOfOrder")],
  ["/jobs/:id", later(() => import("../features/job/job_page.tsx"), "JobPage")],
  ["/jobs/:id/checklist", later(() => import("../features/checklist/checklist_page.tsx"), "ChecklistPage")],
  ["/jobs/:id/parts", later(() => import("../features/parts/parts_page.tsx"), "PartsPage")],
  [
    "/jobs/:id/acceptance",
    later(() => import("../features/acceptance/acceptance_page.tsx"), "AcceptancePage"),
  ],
  ["/offers", later(() => import("../features/offers/offers_page.tsx"), "OffersPage")],
  ["/records/:object/:id", later(() => import("../features/orders/record_page.tsx"), "RecordPage")],
  ["/records/:object/:id/edit", later(() => import("../features/orders/record_page.tsx"), "RecordEditPage")],
  ["/messages", later(() => import("../features/messages/messages_page.tsx"), "MessagesPage")],
  ["/me", later(() => import("../features/me/me_page.tsx"), "MePage")],
  ["/me/shifts", later(() => import("../features/me/shifts_page.tsx"), "ShiftsPage")],
  ["/me/leave", later(() => import("../features/me/leave_page.tsx"), "LeavePage")],
  ["/me/certificates", later(() => import("../features/me/certificates_page.tsx"), "CertificatesPage")],
  ["/me/statements", later(() => import("../features/me/statements_page.tsx"), "StatementsPage")],
  ["/me/account", later(() => import("../features/me/account_page.tsx"), "AccountPage")],
];

// The kit's gallery, for looking at while developing: the branch is dropped from a build.
if (import.meta.env.DEV) screens.push(["/gallery", later(() => import("@sortie/ui/gallery.tsx"), "Gallery")]);

export function screenAt(path: string): ReactNode {
  for (const [pattern, Screen] of screens) {
    const found = match(pattern, path);
    if (found) return <Screen {...found} />;
  }
  return (
    <Empty text={say(appWords.notFound)}>
      <Link to="/">{say(appWords.home)}</Link>
    </Empty>
  );
}
