import { keys, useMe } from "@sortie/client/queries.ts";
import { session } from "@sortie/client/session.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { Button } from "@sortie/ui/button.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { setDisplayMode, useDisplayMode } from "@sortie/ui/display_mode.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { type Language, setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { Segmented } from "@sortie/ui/segmented.tsx";
import { Switch } from "@sortie/ui/switch.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { setConsent, useConsent } from "../../kit/position_consent.ts";
import { PositionSheet } from "../../kit/position_sheet.tsx";
import { words } from "./words.ts";

const languages: { value: Language; label: string }[] = [
  { value: "zh-CN", label: "中文" },
  { value: "en", label: "English" },
];

const rooms = [
  ["shifts", "today"],
  ["leave", "home"],
  ["certificates", "star"],
  ["statements", "file"],
] as const;

export function MePage() {
  const say = useSay();
  const me = useMe().data;
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    if (!(await ask({ title: say(words.signOutAsk), confirm: say(words.signOut), danger: true }))) return;
    await session.signOut();
    // in this order: a screen whose query is gone wouldn't hear that nobody is signed in any more
    client.setQueryData(keys.me, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] });
  };
  return (
    <Page tabs nav={<NavBar title={say(words.title)} />}>
      <Stack>
        <List>
          <ListItem
            before={<Avatar name={me?.name ?? ""} src={me?.avatar ?? null} size={52} />}
            title={me?.name}
            note={[me?.tenant.name, me?.login].filter(Boolean).join(" · ")}
          />
        </List>
        <List label={say(words.work)}>
          {rooms.map(([name, icon]) => (
            <ListItem key={name} before={<Icon name={icon} />} title={say(words[name])} to={`/me/${name}`} />
          ))}
          <ListItem before={<Icon name="settings" />} title={say(words.account)} to="/me/account" />
        </List>
        <Display user={me?.id ?? ""} />
        <Button kind="danger" block onClick={() => void signOut()}>
          {say(words.signOut)}
        </Button>
      </Stack>
    </Page>
  );
}

function Display({ user }: { user: string }) {
  const say = useSay();
  const lang = useLanguage();
  const display = useDisplayMode();
  const consent = useConsent(user);
  const [asking, setAsking] = useState(false);
  const switches = [
    {
      name: "elder",
      note: say(words.elderNote),
      value: display.elder,
      set: (elder: boolean) => setDisplayMode({ elder }),
    },
    {
      name: "contrast",
      note: null,
      value: display.contrast,
      set: (contrast: boolean) => setDisplayMode({ contrast }),
    },
    {
      name: "position",
      note: say(words.positionNote),
      value: consent === "yes",
      set: (on: boolean) => (on ? setAsking(true) : setConsent(user, "no")),
    },
  ] as const;
  return (
    <>
      <List label={say(words.settings)}>
        {switches.map((one) => (
          <ListItem
            key={one.name}
            title={say(words[one.name])}
            note={one.note}
            after={<Switch aria-label={say(words[one.name])} value={one.value} onChange={one.set} />}
          />
        ))}
        <ListItem
          title={say(words.language)}
          after={
            <Segmented label={say(words.language)} value={lang} onChange={setLanguage} options={languages} />
          }
        />
      </List>
      {asking ? <PositionSheet user={user} onClose={() => setAsking(false)} /> : null}
    </>
  );
}
