import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { fetchCatalog } from "@sortie/client/metadata_api.ts";
import { keys } from "@sortie/client/queries.ts";
import { useQuery } from "@tanstack/react-query";

/** Every object with all its fields, whatever this administrator may read of its records. */
export function useWholeCatalog(of: "" | "rights/" | "audit/"): {
  objects: Record<string, ObjectMeta>;
  isPending: boolean;
} {
  const query = useQuery({
    queryKey: [...keys.catalog, of],
    queryFn: ({ signal }) => fetchCatalog(signal, `/api/v1/admin/${of}objects`),
  });
  return { objects: query.data?.objects ?? {}, isPending: query.isPending };
}
