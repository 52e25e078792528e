import { type Reference, records } from "@sortie/client/records.ts";
import { get, post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Empty, Mentions } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { recordWords as words } from "./words.ts";

type Note = Pick<Wire<"NoteOut">, "id" | "text" | "author" | "created_at">;

/** The people named by «@name » in a text, among those that were offered. */
export function mentionedIn(text: string, known: Reference[]): string[] {
  return known.filter(({ title }) => title && text.includes(`@${title}`)).map(({ id }) => id);
}

/** What people wrote on a record; «@» tells a colleague. */
export function Notes({ object, id }: { object: string; id: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const { busy, run } = useDoing();
  const [text, setText] = useState("");
  const [known, setKnown] = useState<Reference[]>([]);
  const path = `/api/v1/records/${object}/${id}/notes`;
  const key = ["records", object, "notes", id];
  const notes = useQuery({ queryKey: key, queryFn: ({ signal }) => get<Note[]>(path, undefined, signal) });
  const offer = (typed: string): void => {
    void records.options("user", typed, 8).then(
      (found) =>
        setKnown((before) => [...new Map([...before, ...found].map((one) => [one.id, one])).values()]),
      () => undefined,
    );
  };
  const write = async (): Promise<void> => {
    const body = { text: text.trim(), mentions: mentionedIn(text, known) };
    const ok = await run((act) => post(path, body, { key: act }), { keys: [key] });
    if (ok) setText("");
  };
  return (
    <Card size="small">
      <div className="r-notes">
        <Loaded query={notes}>
          {(list) =>
            list.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noNotes)} />
            ) : (
              <ul className="r-notes__list">
                {list.map((note) => (
                  <li key={note.id}>
                    <Avatar name={note.author ?? "?"} src={null} size={30} />
                    <div>
                      <strong>{note.author}</strong>{" "}
                      <time className="c-page__note">{moment(note.created_at)}</time>
                      <p>{note.text}</p>
                    </div>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        <Mentions
          autoSize={{ minRows: 2, maxRows: 6 }}
          aria-label={say(words.writeNote)}
          placeholder={say(words.writeNote)}
          value={text}
          maxLength={4000}
          onChange={setText}
          onSearch={offer}
          options={known.map(({ id: user, title }) => ({ key: user, value: title ?? "", label: title }))}
        />
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void write()}>
          {say(words.addNote)}
        </Button>
      </div>
    </Card>
  );
}
