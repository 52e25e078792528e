import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { PhotoRow } from "../../kit/photos.tsx";
import { noteKeys, notesOf } from "./notes_api.ts";
import { words } from "./words.ts";

export function NotesSection({ order }: { order: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const notes = useQuery({
    queryKey: noteKeys.of(order),
    queryFn: ({ signal }) => notesOf(order, signal),
  });
  if (!notes.data || notes.data.length === 0) return null;
  return (
    <Card title={say(words.notes)}>
      {notes.data.map((note) => (
        <article key={note.id} className="m-note">
          <header>
            {note.author} · {moment(note.created_at)}
          </header>
          <p className="m-text">{note.text}</p>
          <PhotoRow ids={note.files} label={say(words.photo)} />
        </article>
      ))}
    </Card>
  );
}
