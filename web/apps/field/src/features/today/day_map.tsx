import "maplibre-gl/dist/maplibre-gl.css";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { navigate } from "@sortie/ui/router.tsx";
import { LngLatBounds, Map as MapView, Marker, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";
import type { VisitBrief } from "../../kit/field_api.ts";
import { words } from "./words.ts";

setWorkerUrl(workerUrl);

const PADDING_PX = 56;
const CLOSEST_ZOOM = 15;

type Placed = VisitBrief & { location: { lon: number; lat: number } };

/** The visits in their order on an empty ground: it needs no key and no network. */
export function DayMap({ visits }: { visits: VisitBrief[] }) {
  const say = useSay();
  const box = useRef<HTMLElement>(null);
  const [failed, setFailed] = useState(false);
  const placed = visits.filter((visit): visit is Placed => visit.location !== null);
  const shape = JSON.stringify(placed.map(({ id, location, next_action }) => [id, location, next_action]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` says when the visits really changed
  useEffect(() => {
    if (!box.current || placed.length === 0) return;
    try {
      const map = drawn(box.current, placed);
      return () => map.remove();
    } catch {
      setFailed(true);
      return;
    }
  }, [shape]);
  if (placed.length === 0) return <Empty icon="pin" text={say(words.noPlaces)} />;
  if (failed) return <Empty icon="pin" text={say(words.mapFailed)} />;
  return <section ref={box} className="m-map" aria-label={say(words.mapOf)} />;
}

function drawn(container: HTMLElement, visits: Placed[]): MapView {
  const bounds = new LngLatBounds();
  for (const { location } of visits) bounds.extend([location.lon, location.lat]);
  const map = new MapView({
    container,
    style: {
      version: 8,
      sources: { route: { type: "geojson", data: routeOf(visits) } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": "#e8eeec" } },
        {
          id: "route",
          type: "line",
          source: "route",
          layout: { "line-cap": "round", "line-join": "round" },
          paint: { "line-color": "#0e5e6f", "line-width": 3, "line-dasharray": [1.5, 1.5] },
        },
      ],
    },
    bounds,
    fitBoundsOptions: { padding: PADDING_PX, maxZoom: CLOSEST_ZOOM },
    attributionControl: false,
    dragRotate: false,
  });
  for (const [index, visit] of visits.entries()) {
    new Marker({ element: pinOf(visit, index + 1), anchor: "bottom-left" })
      .setLngLat([visit.location.lon, visit.location.lat])
      .addTo(map);
  }
  return map;
}

function routeOf(visits: Placed[]) {
  return {
    type: "Feature" as const,
    properties: {},
    geometry: {
      type: "LineString" as const,
      coordinates: visits.map(({ location }) => [location.lon, location.lat]),
    },
  };
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
