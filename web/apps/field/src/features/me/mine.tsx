import { useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Row } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import type { IconName } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh } from "@sortie/ui/pull_to_refresh.tsx";
import { goBack } from "@sortie/ui/router.tsx";
import type { ReactNode } from "react";
import { words } from "./words.ts";

export interface MineProps {
  title: string;
  object: string;
  /** The field that holds whose it is. */
  whose: string;
  filter?: FilterTree;
  sort: string;
  fields: string[];
  empty: string;
  icon: IconName;
  footer?: ReactNode;
  help?: ReactNode;
  children: (rows: Row[]) => ReactNode;
}

/** A list of my own records of one object, with its three faces and more on demand. */
export function Mine(props: MineProps) {
  const say = useSay();
  const mine: FilterTree = { field: props.whose, op: "is_me" };
  const list = useRecords(props.object, {
    filter: props.filter ? { and: [mine, props.filter] } : mine,
    sort: props.sort,
    fields: props.fields,
    limit: 30,
  });
  return (
    <Page nav={<NavBar title={props.title} onBack={() => goBack("/me")} />} footer={props.footer}>
      <PullToRefresh onRefresh={() => list.refetch()}>
        <Loaded query={{ ...list, data: list.data }}>
          {() =>
            list.rows.length === 0 ? (
              <Empty icon={props.icon} text={props.empty} />
            ) : (
              <Stack>
                {props.children(list.rows)}
                {list.hasNextPage ? (
                  <Button block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    {say(words.more)}
                  </Button>
                ) : null}
                {props.help ? <p className="m-faint">{props.help}</p> : null}
              </Stack>
            )
          }
        </Loaded>
      </PullToRefresh>
    </Page>
  );
}
