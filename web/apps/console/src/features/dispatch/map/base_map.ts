import { palette } from "@sortie/tokens/palette.ts";
import { say } from "@sortie/ui/language.ts";
import {
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import "maplibre-gl/dist/maplibre-gl.css";
import { type Bounds, gridLines } from "./clusters.ts";
import { mapWords as words } from "./words.ts";

setWorkerUrl(workerUrl);

const STEP_DEG = 0.02;
const AROUND_DEG = 0.6;
const FARTHEST_ZOOM = 17;

export interface Area {
  name: string;
  /** WGS-84 ring. */
  ring: [number, number][];
}

/** The grid goes on where the reader drags the map to. */
function wider([[west, south], [east, north]]: Bounds): Bounds {
  return [
    [west - AROUND_DEG, south - AROUND_DEG],
    [east + AROUND_DEG, north + AROUND_DEG],
  ];
}

/** A plain ground with the company's own areas: needs no key, no network, shows no border. */
function plainStyle(bounds: Bounds, areas: Area[]): StyleSpecification {
  return {
    version: 8,
    sources: {
      grid: {
        type: "geojson",
        data: {
          type: "Feature",
          properties: {},
          geometry: { type: "MultiLineString", coordinates: gridLines(wider(bounds), STEP_DEG) },
        },
      },
      areas: {
        type: "geojson",
        data: {
          type: "FeatureCollection",
          features: areas.map((area) => ({
            type: "Feature",
            properties: { name: area.name },
            geometry: { type: "Polygon", coordinates: [area.ring] },
          })),
        },
      },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef2f1" } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": "#dfe6e4", "line-width": 1 } },
      {
        id: "area",
        type: "fill",
        source: "areas",
        paint: { "fill-color": palette.brand, "fill-opacity": 0.06 },
      },
      {
        id: "area-edge",
        type: "line",
        source: "areas",
        paint: { "line-color": palette.brand, "line-width": 1.5, "line-dasharray": [3, 2] },
      },
    ],
  };
}

interface BaseMap {
  container: HTMLElement;
  bounds: Bounds;
  areas?: Area[];
  small?: boolean;
}

/** Throws where the browser has no WebGL. */
export function baseMap({ container, bounds, areas = [], small = false }: BaseMap): MapLibre {
  const map = new MapLibre({
    container,
    style: plainStyle(bounds, areas),
    bounds,
    fitBoundsOptions: { padding: small ? 20 : 48 },
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
  return map;
}
