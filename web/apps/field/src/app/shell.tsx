import { useLive, useMe } from "@sortie/client/queries.ts";
import { useOnline } from "@sortie/sync/online.ts";
import { setTimeZone } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Banner } from "@sortie/ui/page.tsx";
import { usePath } from "@sortie/ui/router.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { TabBar } from "@sortie/ui/tab_bar.tsx";
import { Suspense } from "react";
import { SignInPage } from "../features/session/sign_in_page.tsx";
import { screenAt, tabs } from "./screens.tsx";
import { appWords } from "./words.ts";

/** The phone's frame: sign-in when nobody is, else the screen of this path and the four tabs. */
export function Shell() {
  const me = useMe();
  const say = useSay();
  const online = useOnline();
  return (
    <>
      {online ? null : (
        <Banner tone="paused">
          <Icon name="offline" size={18} /> {say(appWords.offline)}
        </Banner>
      )}
      <Loaded query={me}>
        {(user) => {
          if (!user) return <SignInPage onSignedIn={() => void me.refetch()} />;
          setTimeZone(user.tenant.time_zone);
          return <Inside />;
        }}
      </Loaded>
    </>
  );
}

function Inside() {
  const say = useSay();
  const path = usePath();
  useLive();
  const tab = tabs.find((one) => one.to === path);
  return (
    <>
      <Suspense fallback={<Skeleton rows={4} />}>{screenAt(path)}</Suspense>
      {tab ? (
        <TabBar
          tabs={tabs.map((one) => ({ to: one.to, icon: one.icon, label: say(one.label) }))}
          active={tab.to}
        />
      ) : null}
    </>
  );
}
