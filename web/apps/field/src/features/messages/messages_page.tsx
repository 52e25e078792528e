import { keys, useRecords } from "@sortie/client/queries.ts";
import type { Row as Message } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh } from "@sortie/ui/pull_to_refresh.tsx";
import { navigate } from "@sortie/ui/router.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useDoing } from "../../kit/doing.ts";
import { fieldApi } from "../../kit/field_api.ts";
import "./messages.css";
import { targetOf } from "./target.ts";
import { words } from "./words.ts";

export function MessagesPage() {
  const say = useSay();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const list = useRecords("notification", {
    fields: ["title", "body", "event", "about_object", "about_record", "created_at", "read_at", "urgency"],
    sort: "-created_at",
    limit: 30,
  });
  const unread = list.rows.some((row) => !row.values.read_at);
  const read = async (ids: string[]): Promise<void> => {
    await run(ids, async () => {
      await fieldApi.markRead(ids);
      return true;
    });
    void client.invalidateQueries({ queryKey: keys.object("notification") });
  };
  const open = (row: Message): void => {
    if (!row.values.read_at) void read([row.id]);
    const to = targetOf(row.values);
    if (to) navigate(to);
  };
  return (
    <Page
      tabs
      nav={
        <NavBar
          title={say(words.title)}
          right={
            unread ? (
              <Button kind="quiet" size="s" busy={busy} onClick={() => void read([])}>
                {say(words.allRead)}
              </Button>
            ) : null
          }
        />
      }
    >
      <PullToRefresh onRefresh={() => list.refetch()}>
        <Loaded query={{ ...list, data: list.data }}>
          {() =>
            list.rows.length === 0 ? (
              <Empty icon="bell" text={say(words.empty)} />
            ) : (
              <Stack>
                <List>
                  {list.rows.map((row) => (
                    <MessageRow key={row.id} row={row} onOpen={() => open(row)} />
                  ))}
                </List>
                {list.hasNextPage ? (
                  <Button block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {say(words.more)}
                  </Button>
                ) : null}
              </Stack>
            )
          }
        </Loaded>
      </PullToRefresh>
    </Page>
  );
}

function MessageRow({ row, onOpen }: { row: Message; onOpen: () => void }) {
  const say = useSay();
  const { moment } = useFormats();
  const { title, body, created_at, read_at } = row.values;
  return (
    <ListItem
      before={
        read_at ? null : (
          <span className="m-unread">
            <span className="visually-hidden">{say(words.unread)}</span>
          </span>
        )
      }
      title={<span className={read_at ? undefined : "m-unread-title"}>{String(title ?? "")}</span>}
      note={[body, created_at ? moment(String(created_at)) : ""].filter(Boolean).join(" · ")}
      onPress={onOpen}
    />
  );
}
