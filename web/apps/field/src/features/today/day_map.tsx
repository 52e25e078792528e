import { boundsOf } from "@sortie/map/geometry.ts";
import { useBaseMap } from "@sortie/map/use_base_map.ts";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { navigate } from "@sortie/ui/router.tsx";
import { Marker } from "maplibre-gl";
import { useEffect, useMemo, useRef } from "react";
import type { VisitBrief } from "../../kit/field_api.ts";
import { words } from "./words.ts";

type Placed = VisitBrief & { location: { lon: number; lat: number } };

/** The visits in their order, on the company's map; the bundled base needs no key and no network. */
export function DayMap({ visits }: { visits: VisitBrief[] }) {
  const say = useSay();
  const box = useRef<HTMLElement>(null);
  const placed = visits.filter((visit): visit is Placed => visit.location !== null);
  const shape = JSON.stringify(placed.map(({ id, location, next_action }) => [id, location, next_action]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says when the visits really changed
  const bounds = useMemo(
    () =>
      boundsOf(
        placed.map((visit) => visit.location),
        0.004,
      ),
    [shape],
  );
  const { drawn, failed } = useBaseMap(box, { bounds });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same
  useEffect(() => {
    if (!drawn || !bounds) return;
    drawn.draw({ route: placed.map((visit) => visit.location) });
    drawn.fit(bounds);
    const markers = placed.map((visit, index) =>
      new Marker({ element: pinOf(visit, index + 1), anchor: "bottom-left" })
        .setLngLat(drawn.at(visit.location))
        .addTo(drawn.map),
    );
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [drawn, bounds, shape]);
  if (placed.length === 0) return <Empty icon="pin" text={say(words.noPlaces)} />;
  if (failed) return <Empty icon="pin" text={say(words.mapFailed)} />;
  return <section ref={box} className="m-map" aria-label={say(words.mapOf)} />;
}

function pinOf(visit: Placed, order: number): HTMLElement {
  const pin = document.createElement("button");
  pin.type = "button";
  pin.className = visit.next_action === null ? "m-pin m-pin--over" : "m-pin";
  pin.textContent = String(order);
  pin.setAttribute("aria-label", `${order} ${visit.subject} ${visit.address_text ?? ""}`);
  pin.addEventListener("click", () => navigate(`/jobs/${visit.id}`));
  return pin;
}
