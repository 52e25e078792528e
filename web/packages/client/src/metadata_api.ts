import { type ObjectMeta, objectOf } from "./metadata.ts";
import { get } from "./transport.ts";

export interface Catalog {
  version: number;
  objects: Record<string, ObjectMeta>;
}

/** All objects this actor may see; at an administrator's `path`, all there are. */
export async function fetchCatalog(signal?: AbortSignal, path = "/api/v1/meta/objects"): Promise<Catalog> {
  const raw = await get<unknown>(path, undefined, signal);
  const body = (Array.isArray(raw) ? { objects: raw } : raw) as { version?: number; objects?: unknown };
  const entries = Array.isArray(body.objects)
    ? (body.objects as Record<string, unknown>[])
    : Object.entries((body.objects ?? {}) as Record<string, Record<string, unknown>>).map(
        ([name, object]) => ({
          name,
          ...object,
        }),
      );
  const objects = entries.map(objectOf);
  return {
    version: body.version ?? 0,
    objects: Object.fromEntries(objects.map((object) => [object.name, object])),
  };
}
