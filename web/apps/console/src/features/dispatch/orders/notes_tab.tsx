import { records } from "@sortie/client/records.ts";
import { get, post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { useDeskAct } from "../desk/queries.ts";
import { deskWords } from "../desk/words.ts";
import { orderWords as words } from "./words.ts";

type Note = Pick<Wire<"NoteOut">, "id" | "text" | "author" | "created_at" | "files" | "visibility">;

const LONGEST = 4000;

export function NotesTab({ order }: { order: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const path = `/api/v1/records/work_order/${order}/notes`;
  const notes = useQuery({
    queryKey: ["desk", "notes", order],
    queryFn: ({ signal }) => get<Note[]>(path, undefined, signal),
    meta: { watches: ["note"] },
  });
  return (
    <div className="o-notes">
      <Loaded query={notes}>
        {(all) =>
          all.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noNotes)} />
          ) : (
            <ul>
              {all.map((note) => (
                <li key={note.id}>
                  <Avatar name={note.author ?? ""} size={32} />
                  <div>
                    <strong>{note.author}</strong> <time className="d-muted">{moment(note.created_at)}</time>{" "}
                    {note.visibility === "customer" ? <Tag tone="accent">{say(words.toCustomer)}</Tag> : null}
                    <p>{note.text}</p>
                    <PhotoWall
                      ids={filesOf(note.files).map((file) => file.id)}
                      label={say(deskWords.photos)}
                    />
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <NoteWriter order={order} path={path} />
    </div>
  );
}

function NoteWriter({ order, path }: { order: string; path: string }) {
  const say = useSay();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [mentions, setMentions] = useState<string[]>([]);
  const [typed, setTyped] = useState("");
  const [visibility, setVisibility] = useState<Note["visibility"]>("internal");
  const { busy, run } = useDeskAct();
  const people = useQuery({
    queryKey: ["records", "user", "options", typed],
    queryFn: () => records.options("user", typed),
  });
  const send = async (): Promise<void> => {
    const did = await run(async (key) =>
      client.setQueryData(
        ["desk", "notes", order],
        await post<Note[]>(path, { text: text.trim(), mentions, visibility }, { key }),
      ),
    );
    if (!did) return;
    setText("");
    setMentions([]);
  };
  return (
    <div className="o-writer">
      <Input.TextArea
        value={text}
        maxLength={LONGEST}
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={say(words.writeNote)}
        aria-label={say(words.writeNote)}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="d-actions">
        <Select
          mode="multiple"
          className="o-mention"
          placeholder={say(words.mention)}
          aria-label={say(words.mention)}
          value={mentions}
          showSearch={{ filterOption: false, onSearch: setTyped }}
          onChange={setMentions}
          options={(people.data ?? []).map((one) => ({ value: one.id, label: `@${one.title ?? ""}` }))}
        />
        <Segmented
          value={visibility}
          onChange={(next) => setVisibility(next as Note["visibility"])}
          options={[
            { value: "internal", label: say(words.internal) },
            { value: "customer", label: say(words.toCustomer) },
          ]}
        />
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void send()}>
          {say(words.send)}
        </Button>
      </div>
    </div>
  );
}
