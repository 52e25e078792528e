import { useCatalog, useLive, useMe } from "@sortie/client/queries.ts";
import { setTimeZone } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { lazyRouteComponent, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Layout, Menu } from "antd";
import { type MouseEvent, Suspense, useState } from "react";
import "./shell.css";
import { menuItems } from "./menu.tsx";
import { TopBar } from "./top_bar.tsx";
import { shellWords } from "./words.ts";

const PHONE_PX = 700;

// who is signed in needs no way in, and forms are a good part of a first load
const links = () => import("../features/session/link_pages.tsx");
const InvitationPage = lazyRouteComponent(links, "InvitationPage");
const ResetPage = lazyRouteComponent(links, "ResetPage");
const HurdlePage = lazyRouteComponent(links, "HurdlePage");
const SignInPage = lazyRouteComponent(() => import("../features/session/sign_in_page.tsx"), "SignInPage");

/** The frame of every screen: navigation at the left, the bar on top. Signed out, only the way in. */
export function Shell() {
  return (
    <Suspense fallback={<Skeleton />}>
      <Inside />
    </Suspense>
  );
}

function Inside() {
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (path === "/invitation") return <InvitationPage />;
  if (path === "/reset") return <ResetPage />;
  return (
    <Loaded query={me}>
      {(user) => {
        if (!user) return <SignInPage onSignedIn={() => void me.refetch()} />;
        if (user.hurdle) return <HurdlePage onPassed={() => void me.refetch()} />;
        setTimeZone(user.tenant.time_zone);
        return <Frame features={user.features} />;
      }}
    </Loaded>
  );
}

function Frame({ features }: { features: string[] }) {
  const say = useSay();
  const catalog = useCatalog();
  const live = useLive();
  const navigate = useNavigate();
  const [narrow, setNarrow] = useState(globalThis.innerWidth < 1100);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const active = path
    .split("/")
    .slice(0, path.startsWith("/records/") ? 3 : 2)
    .join("/");
  const follow = (event: MouseEvent): void => {
    const anchor = (event.target as Element).closest?.("a[href^='/console/']");
    if (
      !anchor ||
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey
    )
      return;
    event.preventDefault();
    void navigate({ to: anchor.getAttribute("href")?.slice("/console".length) ?? "/" });
  };
  return (
    // Links drawn by the field registry are plain anchors: inside the console they must not reload the page.
    <Layout className="c-frame" onClick={follow}>
      <a className="c-skip" href="#content">
        {say(shellWords.skip)}
      </a>
      <Layout.Sider
        collapsible
        collapsed={narrow}
        onCollapse={setNarrow}
        width={216}
        collapsedWidth={globalThis.innerWidth < PHONE_PX ? 0 : 64}
        trigger={null}
        className="c-side"
      >
        <div className="c-brand">
          <Mark />
          {narrow ? null : <span>{say(shellWords.product)}</span>}
        </div>
        <nav aria-label={say(shellWords.menu)}>
          <Menu
            theme="dark"
            mode="inline"
            selectedKeys={[active]}
            items={menuItems(catalog.data?.objects ?? {}, features, say)}
            onClick={({ key }) => {
              if (globalThis.innerWidth < PHONE_PX) setNarrow(true);
              void navigate({ to: key });
            }}
          />
        </nav>
      </Layout.Sider>
      <Layout>
        <TopBar narrow={narrow} onNarrow={() => setNarrow(!narrow)} live={live} />
        <Layout.Content id="content" className="c-content">
          <Loaded query={catalog}>{() => <Outlet />}</Loaded>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 64 64" width="30" height="30" aria-hidden="true">
      <rect width="64" height="64" rx="15" fill="#17515f" />
      <path
        d="M16 44c4-16 14-24 32-24M38 11l12 9-9 12"
        fill="none"
        stroke="#fff"
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="46" r="6" fill="#f2a65a" />
    </svg>
  );
}
