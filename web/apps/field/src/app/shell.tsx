import { useLive, useMe } from "@sortie/client/queries.ts";
import { useOnline } from "@sortie/sync/online.ts";
import { Boundary } from "@sortie/ui/boundary.tsx";
import { setTimeZone } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Banner } from "@sortie/ui/page.tsx";
import { navigate, usePath } from "@sortie/ui/router.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { TabBar } from "@sortie/ui/tab_bar.tsx";
import { lazy, type ReactNode, Suspense } from "react";
import { usePositionWatch } from "../features/position/position_watch.ts";
import { useUnread } from "../kit/field_queries.ts";
import { screenAt, tabs } from "./screens.tsx";
import { appWords } from "./words.ts";

/** A day and a job show the order with its visit: news of the one is news of both. */
const shownTogether = {
  work_order: ["appointment"],
  work_order_line: ["appointment"],
  acceptance: ["appointment"],
};

const FirstPasswordPage = lazy(async () => ({
  default: (await import("../features/session/first_password_page.tsx")).FirstPasswordPage,
}));
const InvitationPage = lazy(async () => ({
  default: (await import("../features/session/invitation_page.tsx")).InvitationPage,
}));
const ResetPage = lazy(async () => ({
  default: (await import("../features/session/invitation_page.tsx")).ResetPage,
}));
const SignInPage = lazy(async () => ({
  default: (await import("../features/session/sign_in_page.tsx")).SignInPage,
}));

/** The phone's frame: sign-in when nobody is, else the screen of this path and the four tabs. */
export function Shell() {
  const me = useMe();
  const say = useSay();
  const online = useOnline();
  const path = usePath();
  const again = (): void => void me.refetch();
  const enter = (): void => {
    navigate("/", { replace: true });
    again();
  };
  return (
    <>
      {online ? null : (
        <Banner tone="paused">
          <Icon name="offline" size={18} /> {say(appWords.offline)}
        </Banner>
      )}
      <Loaded query={me}>
        {(user) => {
          if (path === "/invitation") {
            return (
              <Coming>
                <InvitationPage onDone={enter} />
              </Coming>
            );
          }
          if (path === "/reset") {
            return (
              <Coming>
                <ResetPage onDone={enter} />
              </Coming>
            );
          }
          if (!user) {
            return (
              <Coming>
                <SignInPage onSignedIn={again} />
              </Coming>
            );
          }
          setTimeZone(user.tenant.time_zone);
          if (user.hurdle === "password") {
            return (
              <Coming>
                <FirstPasswordPage name={user.name} onDone={again} />
              </Coming>
            );
          }
          return <Inside user={user.id} />;
        }}
      </Loaded>
    </>
  );
}

function Coming({ children }: { children: ReactNode }) {
  return (
    <Boundary at={usePath()}>
      <Suspense fallback={<Skeleton rows={4} />}>{children}</Suspense>
    </Boundary>
  );
}

function Inside({ user }: { user: string }) {
  const say = useSay();
  const path = usePath();
  useLive(true, shownTogether);
  usePositionWatch(user);
  const unread = useUnread();
  const tab = tabs.find((one) => one.to === path);
  return (
    <>
      <Coming>{screenAt(path)}</Coming>
      {tab ? (
        <TabBar
          tabs={tabs.map((one) => ({
            to: one.to,
            icon: one.icon,
            label: say(one.label),
            ...(one.to === "/messages" ? { badge: unread } : {}),
          }))}
          active={tab.to}
        />
      ) : null}
    </>
  );
}
