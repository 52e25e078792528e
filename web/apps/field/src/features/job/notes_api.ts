import { get, post } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";

export type Note = Pick<Wire<"NoteOut">, "id" | "text" | "author" | "created_at" | "files">;

const path = (order: string): string => `/api/v1/records/work_order/${order}/notes`;

export const noteKeys = { of: (order: string) => ["records", "note", order] as const };

export const notesOf = (order: string, signal?: AbortSignal): Promise<Note[]> =>
  get<Note[]>(path(order), undefined, signal);

/** Answers all notes of the order. */
export const addNote = (
  order: string,
  note: { text: string; files: string[] },
  key: string,
): Promise<Note[]> => post<Note[]>(path(order), note, { key });
