import { useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useMemo } from "react";

export type Provider = "bundled" | "pmtiles" | "tianditu" | "amap" | "tencent";

/** The map a company chose, as the record `map_base` keeps it. */
export interface MapSetting {
  provider: Provider;
  key: string;
  /** Where the PMTiles file is read from: an address of its own, or the uploaded file. */
  pmtiles: string | null;
}

export const BUNDLED: MapSetting = { provider: "bundled", key: "", pmtiles: null };
export const MAP_FIELDS = ["provider", "api_key", "pmtiles_url", "pmtiles_file"];

/** The uploaded file comes before an address: who uploaded one wants it read. */
export function settingOf(values: Row["values"] | undefined): MapSetting {
  if (!values) return BUNDLED;
  const [file] = (values.pmtiles_file ?? []) as (string | { id: string })[];
  const id = typeof file === "string" ? file : file?.id;
  return {
    provider: (values.provider ?? "bundled") as Provider,
    key: String(values.api_key ?? ""),
    pmtiles: id ? `/api/v1/files/${id}` : values.pmtiles_url ? String(values.pmtiles_url) : null,
  };
}

/** undefined until it is known; the bundled base where none was chosen or this actor may not read it. */
export function useMapSetting(): MapSetting | undefined {
  const list = useRecords("map_base", { fields: MAP_FIELDS, limit: 1 });
  const values = list.rows[0]?.values;
  return useMemo(() => (list.isPending ? undefined : settingOf(values)), [list.isPending, values]);
}
