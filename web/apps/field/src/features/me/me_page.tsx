import { keys, useMe } from "@sortie/client/queries.ts";
import { session } from "@sortie/client/session.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { Button } from "@sortie/ui/button.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { setDisplayMode, useDisplayMode } from "@sortie/ui/display_mode.ts";
import { type Language, setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { Segmented } from "@sortie/ui/segmented.tsx";
import { Switch } from "@sortie/ui/switch.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { words } from "./words.ts";

const languages: { value: Language; label: string }[] = [
  { value: "zh-CN", label: "中文" },
  { value: "en", label: "English" },
];

export function MePage() {
  const say = useSay();
  const me = useMe().data;
  const lang = useLanguage();
  const display = useDisplayMode();
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    if (!(await ask({ title: say(words.signOutAsk), confirm: say(words.signOut), danger: true }))) return;
    await session.signOut();
    client.clear();
    client.setQueryData(keys.me, null);
  };
  return (
    <Page tabs nav={<NavBar title={say(words.title)} />}>
      <Stack>
        <List>
          <ListItem
            before={<Avatar name={me?.name ?? ""} src={me?.avatar ?? null} size={52} />}
            title={me?.name}
            note={me?.tenant.name}
          />
        </List>
        <List label={say(words.settings)}>
          <ListItem
            title={say(words.elder)}
            note={say(words.elderNote)}
            after={
              <Switch
                aria-label={say(words.elder)}
                value={display.elder}
                onChange={(elder) => setDisplayMode({ elder })}
              />
            }
          />
          <ListItem
            title={say(words.contrast)}
            after={
              <Switch
                aria-label={say(words.contrast)}
                value={display.contrast}
                onChange={(contrast) => setDisplayMode({ contrast })}
              />
            }
          />
          <ListItem
            title={say(words.language)}
            after={
              <Segmented
                label={say(words.language)}
                value={lang}
                onChange={setLanguage}
                options={languages}
              />
            }
          />
        </List>
        <Button kind="danger" block onClick={() => void signOut()}>
          {say(words.signOut)}
        </Button>
      </Stack>
    </Page>
  );
}
