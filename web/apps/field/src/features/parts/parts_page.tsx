import { Button } from "@sortie/ui/button.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Row, Stack } from "@sortie/ui/page.tsx";
import { goBack } from "@sortie/ui/router.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { useState } from "react";
import type { Line } from "../../kit/field_api.ts";
import { useJob } from "../../kit/field_queries.ts";
import { totalOf } from "../../kit/money.ts";
import { LineSheet } from "./line_sheet.tsx";
import "./parts.css";
import { words } from "./words.ts";

/** What was used and done, with prices; the sum runs along. */
export function PartsPage({ id }: { id: string }) {
  const say = useSay();
  const job = useJob(id);
  const [open, setOpen] = useState<Line | "new" | null>(null);
  const close = (): void => setOpen(null);
  return (
    <Page
      nav={
        <NavBar title={say(words.title)} note={job.data?.order.number} onBack={() => goBack(`/jobs/${id}`)} />
      }
      footer={
        job.data ? (
          <Button kind="primary" size="l" icon="plus" onClick={() => setOpen("new")}>
            {say(words.add)}
          </Button>
        ) : null
      }
    >
      <Loaded query={job}>
        {({ lines, order }) => (
          <Stack>
            {lines.length === 0 ? (
              <Empty icon="tools" text={say(words.none)} />
            ) : (
              <Lines lines={lines} onOpen={setOpen} />
            )}
            {open ? (
              <LineSheet
                key={open === "new" ? "new" : open.id}
                order={order.id}
                line={open === "new" ? null : open}
                onDone={() => {
                  close();
                  void job.refetch();
                }}
                onClose={close}
              />
            ) : null}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({ lines, onOpen }: { lines: Line[]; onOpen: (line: Line) => void }) {
  const say = useSay();
  const { money, number } = useFormats();
  return (
    <Stack>
      <List>
        {lines.map((line) => (
          <ListItem
            key={line.id}
            title={line.name}
            note={`${number(line.quantity)} ${line.unit ?? ""} × ${money(line.price)}${line.serial ? ` · ${line.serial}` : ""}`}
            after={line.billable ? money(totalOf([line])) : <Tag>{say(words.free)}</Tag>}
            onPress={() => onOpen(line)}
          />
        ))}
      </List>
      <div className="m-total">
        <Row between>
          <span>{say(words.total)}</span>
          <strong>{money(totalOf(lines))}</strong>
        </Row>
      </div>
    </Stack>
  );
}
