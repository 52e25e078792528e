import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { fieldNamed } from "@sortie/client/metadata.ts";
import { useCatalog, useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { RecordValue, titleOf, withStates } from "@sortie/forms/record_value.tsx";
import { FormsProvider } from "@sortie/forms/widgets.tsx";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { SearchBar } from "@sortie/ui/search_bar.tsx";
import { useDeferredValue, useState } from "react";
import { withoutLinks } from "../../kit/forms_environment.ts";
import { words } from "./words.ts";

/** What tells one job from another to who goes there: whose and what, where, when. */
const FIELDS = ["subject", "address_text", "window_start"];

export function OrdersPage() {
  const say = useSay();
  const catalog = useCatalog();
  const [text, setText] = useState("");
  return (
    <FormsProvider value={withoutLinks}>
      <Page tabs nav={<NavBar title={say(words.title)} />}>
        <Stack>
          <SearchBar value={text} onChange={setText} placeholder={say(words.search)} />
          <Loaded query={catalog}>
            {({ objects }) =>
              objects.work_order ? (
                <Orders object={objects.work_order} text={text} />
              ) : (
                <Empty text={say(words.empty)} />
              )
            }
          </Loaded>
        </Stack>
      </Page>
    </FormsProvider>
  );
}

function Orders({ object, text }: { object: ObjectMeta; text: string }) {
  const say = useSay();
  const q = useDeferredValue(text.trim());
  const fields = FIELDS.filter((name) => fieldNamed(object, name));
  const list = useRecords(object.name, {
    q,
    sort: object.layouts.sort.join(","),
    limit: 20,
    fields: [
      ...fields,
      ...(object.title ? [object.title] : []),
      ...(object.machine ? [object.machine.field] : []),
    ],
  });
  return (
    <Loaded query={{ ...list, data: list.data }} rows={5}>
      {() => (
        <Stack>
          {list.rows.length === 0 ? <Empty icon="orders" text={say(words.empty)} /> : null}
          {list.rows.map((row) => (
            <Order key={row.id} object={object} row={row} />
          ))}
          {list.hasNextPage ? (
            <Button block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {say(words.more)}
            </Button>
          ) : null}
        </Stack>
      )}
    </Loaded>
  );
}

/** A link to what this person may not see has no title: it tells nothing. */
function isReadable(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  return !(typeof value === "object" && "title" in value && value.title === null);
}

function Order({ object, row }: { object: ObjectMeta; row: Row }) {
  const shown = FIELDS.filter((name) => isReadable(row.values[name]));
  const state = object.machine ? fieldNamed(object, object.machine.field) : undefined;
  return (
    <Card
      to={`/orders/${row.id}/job`}
      title={titleOf(object, row)}
      action={
        state ? <RecordValue field={withStates(object, state)} value={row.values[state.name]} brief /> : null
      }
    >
      <div className="m-visit">
        {shown.map((name) => {
          const field = fieldNamed(object, name);
          return field ? (
            <div key={name}>
              <RecordValue field={field} value={row.values[name]} brief masked={row.masked.includes(name)} />
            </div>
          ) : null;
        })}
      </div>
    </Card>
  );
}
