import { useRecords } from "@sortie/client/queries.ts";
import { Empty } from "@sortie/ui/empty.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page } from "@sortie/ui/page.tsx";
import { words } from "./words.ts";

export function MessagesPage() {
  const say = useSay();
  const { moment } = useFormats();
  const list = useRecords("notification", { sort: "-created_at", limit: 50 });
  return (
    <Page tabs nav={<NavBar title={say(words.title)} />}>
      <Loaded query={{ ...list, data: list.data }}>
        {() =>
          list.rows.length === 0 ? (
            <Empty icon="bell" text={say(words.empty)} />
          ) : (
            <List>
              {list.rows.map((row) => (
                <ListItem
                  key={row.id}
                  title={String(row.values.title ?? "")}
                  note={row.values.created_at ? moment(String(row.values.created_at)) : null}
                />
              ))}
            </List>
          )
        }
      </Loaded>
    </Page>
  );
}
