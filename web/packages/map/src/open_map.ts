import { palette } from "@sortie/tokens/palette.ts";
import { say } from "@sortie/ui/language.ts";
import {
  AttributionControl,
  type GeoJSONSource,
  type LayerSpecification,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { Base } from "./base_style.ts";
import { fromMap, type Position, toMap } from "./datum.ts";
import { type Bounds, circleRing, gridOf, type Point } from "./geometry.ts";
import "./map.css";
import { mapWords as words } from "./words.ts";

setWorkerUrl(workerUrl);

const FARTHEST_ZOOM = 18;
const CLOSEST_FIT = 16;
const FONT = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];

export interface Area {
  name: string;
  /** WGS-84 ring. */
  ring: Position[];
}

export interface Fence {
  center: Point;
  radius_m: number;
}

export interface Spot extends Point {
  name: string;
}

/** What is drawn flat on the ground, all WGS-84. Markers are the caller's, placed by `at`. */
export interface Overlay {
  areas?: Area[];
  fences?: Fence[];
  spots?: Spot[];
  /** A path in its order. */
  route?: Point[];
}

/** A map and the way between the world and what it draws. */
export interface Drawn {
  map: MapLibre;
  /** WGS-84 → the map's own position. */
  at: (place: Point) => Position;
  /** The map's own position → WGS-84. */
  read: (drawn: { lng: number; lat: number }) => Point;
  fit: (bounds: Bounds, options?: { padding?: number }) => void;
  draw: (overlay: Overlay) => void;
}

type Shape = GeoJSON.Feature;
const collection = (features: Shape[]): GeoJSON.FeatureCollection => ({
  type: "FeatureCollection",
  features,
});
const shape = (geometry: GeoJSON.Geometry, properties: Record<string, unknown> = {}): Shape => ({
  type: "Feature",
  properties,
  geometry,
});

const EMPTY = collection([]);
const SOURCES = ["grid", "grid-names", "areas", "fences", "spots", "route"];

const named = (id: string, source: string, size: number, color: string, minzoom = 0): LayerSpecification => ({
  id,
  type: "symbol",
  source,
  minzoom,
  layout: {
    "text-field": ["get", "name"],
    "text-font": FONT,
    "text-size": size,
    "text-offset": source === "spots" ? [0, 1.1] : [0, 0],
  },
  paint: { "text-color": color, "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
});

function overlayLayers(): LayerSpecification[] {
  const { brand } = palette;
  return [
    { id: "grid", type: "line", source: "grid", paint: { "line-color": "#d5dfdc", "line-width": 1 } },
    { id: "area", type: "fill", source: "areas", paint: { "fill-color": brand, "fill-opacity": 0.06 } },
    {
      id: "area-edge",
      type: "line",
      source: "areas",
      paint: { "line-color": brand, "line-width": 1.5, "line-dasharray": [3, 2] },
    },
    { id: "fence", type: "fill", source: "fences", paint: { "fill-color": "#d97706", "fill-opacity": 0.1 } },
    {
      id: "fence-edge",
      type: "line",
      source: "fences",
      paint: { "line-color": "#d97706", "line-width": 1.5 },
    },
    {
      id: "route",
      type: "line",
      source: "route",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": brand, "line-width": 3, "line-dasharray": [1.5, 1.5] },
    },
    {
      id: "spot",
      type: "circle",
      source: "spots",
      paint: {
        "circle-radius": 4,
        "circle-color": "#5b6b73",
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.5,
      },
    },
    named("grid-name", "grid-names", 10, "#8a9a98"),
    named("area-name", "areas", 13, brand, 8),
    named("spot-name", "spots", 11, "#45525a", 13),
  ];
}

interface Opening {
  container: HTMLElement;
  bounds: Bounds;
  base: Base;
  small?: boolean;
  /** The base's tiles don't come: told once. */
  onTrouble?: () => void;
}

/** Throws where the browser has no WebGL. */
export function openMap({ container, bounds, base, small = false, onTrouble }: Opening): Drawn {
  const { datum } = base;
  const at = ({ lon, lat }: Point): Position => toMap(datum, [lon, lat]);
  const box = ([southWest, northEast]: Bounds): Bounds => [toMap(datum, southWest), toMap(datum, northEast)];
  const tiled = Object.values(base.sources).some((source) => source.type !== "geojson");
  const map = new MapLibre({
    container,
    style: {
      version: 8,
      sources: {
        ...base.sources,
        ...Object.fromEntries(SOURCES.map((name) => [name, { type: "geojson", data: EMPTY }] as const)),
      },
      layers: [...base.layers, ...overlayLayers()],
    },
    bounds: box(bounds),
    fitBoundsOptions: { padding: small ? 20 : 48, maxZoom: CLOSEST_FIT },
    maxZoom: FARTHEST_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    interactive: !small,
    locale: {
      "Map.Title": say(words.map),
      "NavigationControl.ZoomIn": say(words.zoomIn),
      "NavigationControl.ZoomOut": say(words.zoomOut),
    },
  });
  if (!small) map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  if (tiled) map.addControl(new AttributionControl({ compact: true }), "bottom-right");
  const fill = (source: string, features: Shape[]): void => {
    map.getSource<GeoJSONSource>(source)?.setData(collection(features));
  };
  // Streets give scale and direction themselves; the grid is for the ground without them.
  if (!tiled) keepGrid(map, fill);
  let troubled = false;
  map.on("error", () => {
    if (troubled) return;
    troubled = true;
    if (tiled) keepGrid(map, fill);
    onTrouble?.();
  });
  return {
    map,
    at,
    read: ({ lng, lat }) => {
      const [lon, north] = fromMap(datum, [lng, lat]);
      return { lon, lat: north };
    },
    fit: (wanted, options) =>
      void map.fitBounds(box(wanted), { padding: 48, maxZoom: CLOSEST_FIT, duration: 0, ...options }),
    draw: (overlay) => whenReady(map, () => drawOn(fill, overlay, (place) => toMap(datum, place))),
  };
}

function whenReady(map: MapLibre, act: () => void): void {
  if (map.getSource("areas")) act();
  else map.once("style.load", act);
}

/** Drawn anew whenever something else is seen; looked at when the map rests too, for boxes that grow into place. */
function keepGrid(map: MapLibre, fill: (source: string, features: Shape[]) => void): void {
  let drawn = "";
  const redraw = (): void => {
    // Before the style is here there is nothing to fill; its own event comes later.
    if (!map.getSource("grid")) return;
    const seen = map.getBounds();
    const key = seen.toString();
    if (key === drawn) return;
    drawn = key;
    const grid = gridOf([
      [seen.getWest(), seen.getSouth()],
      [seen.getEast(), seen.getNorth()],
    ]);
    fill("grid", [shape({ type: "MultiLineString", coordinates: grid.lines })]);
    fill(
      "grid-names",
      grid.labels.map(({ at, text }) => shape({ type: "Point", coordinates: at }, { name: text })),
    );
  };
  for (const event of ["style.load", "moveend", "resize", "idle"] as const) map.on(event, redraw);
  redraw();
}

function drawOn(
  fill: (source: string, features: Shape[]) => void,
  { areas = [], fences = [], spots = [], route = [] }: Overlay,
  put: (place: Position) => Position,
): void {
  fill(
    "areas",
    areas.map(({ name, ring }) => shape({ type: "Polygon", coordinates: [ring.map(put)] }, { name })),
  );
  fill(
    "fences",
    fences.map(({ center, radius_m }) =>
      shape({ type: "Polygon", coordinates: [circleRing(center, radius_m).map(put)] }),
    ),
  );
  fill(
    "spots",
    spots.map(({ lon, lat, name }) => shape({ type: "Point", coordinates: put([lon, lat]) }, { name })),
  );
  fill(
    "route",
    route.length > 1
      ? [shape({ type: "LineString", coordinates: route.map(({ lon, lat }) => put([lon, lat])) })]
      : [],
  );
}
