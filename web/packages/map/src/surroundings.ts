import { useRecords } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useMemo } from "react";
import type { Position } from "./datum.ts";
import { type Bounds, boundsOf, pointOf } from "./geometry.ts";
import type { Area } from "./open_map.ts";

const MANY = 200;
const ANYWHERE: Bounds = [
  [73, 18],
  [135, 54],
];

export interface PlacedArea extends Area {
  id: string;
}

/** The company's service areas and the box around them: where a map of theirs begins. */
export interface Surroundings {
  rows: Row[];
  areas: PlacedArea[];
  bounds: Bounds;
  pending: boolean;
}

export function useSurroundings(): Surroundings {
  const list = useRecords("service_area", { fields: ["name", "polygon"], sort: "code", limit: MANY });
  const { rows, isPending: pending } = list;
  return useMemo(() => {
    const areas = rows.flatMap((row): PlacedArea[] => {
      const ring = row.values.polygon as Position[] | null;
      return Array.isArray(ring) && ring.length > 2
        ? [{ id: row.id, name: String(row.values.name ?? ""), ring }]
        : [];
    });
    const corners = areas.flatMap((area) => area.ring.map(pointOf));
    return { rows, areas, bounds: boundsOf(corners, 0.01) ?? ANYWHERE, pending };
  }, [rows, pending]);
}
