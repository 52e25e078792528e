import { post } from "./transport.ts";
import { uuid7 } from "./uuid7.ts";
import type { Wire } from "./wire.ts";

export type StoredFile = Pick<Wire<"FileOut">, "id" | "sha256" | "size" | "kind" | "filename">;

/** Sends the bytes as they are: the server names the type from them, and keeps the original. */
export async function uploadFile(file: File | Blob, name?: string, key?: string): Promise<StoredFile> {
  const filename = name ?? (file instanceof File ? file.name : "file");
  // The file's id is made here, so that the same bytes sent twice are one file.
  const raw = await post<Partial<StoredFile>>("/api/v1/files", file, {
    query: { id: uuid7() },
    ...(key ? { key } : {}),
    headers: {
      "Content-Type": file.type || "application/octet-stream",
      "X-Filename": encodeURIComponent(filename),
    },
  });
  return {
    sha256: "",
    size: file.size,
    kind: file.type,
    ...raw,
    filename: raw.filename ?? filename,
    id: String(raw.id),
  };
}

/** `size` picks a thumbnail's longer side (320 or 1080 px); without it the original. */
export function fileUrl(id: string, size?: 320 | 1080): string {
  return `/api/v1/files/${encodeURIComponent(id)}${size ? `?variant=${size}` : ""}`;
}
