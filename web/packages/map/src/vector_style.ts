// A plain look for a company's own vector file, in the two layer vocabularies such files use (Protomaps, OpenMapTiles).
import type { LayerSpecification } from "maplibre-gl";

const SOURCE = "base";
const FONT = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"];
const LAND = new Set(["earth", "land", "landcover"]);
const GREEN = new Set(["landuse", "natural", "park", "landuse_overlay"]);
const WATER = new Set(["water", "ocean"]);
const ROADS = new Set(["roads", "transportation"]);
const HOUSES = new Set(["buildings", "building"]);
const NAMED = new Set(["places", "place", "roads", "transportation_name"]);

const fill = (layer: string, color: string, minzoom = 0): LayerSpecification => ({
  id: `base-${layer}`,
  type: "fill",
  source: SOURCE,
  "source-layer": layer,
  minzoom,
  paint: { "fill-color": color },
});

/** Layers for what the file says it holds; borders are never drawn. */
export function vectorLayers(names: string[]): LayerSpecification[] {
  const of = (kind: Set<string>): string[] => names.filter((name) => kind.has(name));
  return [
    ...of(LAND).map((name) => fill(name, "#f1f4f2")),
    ...of(GREEN).map((name) => fill(name, "#e3eee3")),
    ...of(WATER).map((name) => fill(name, "#c9dfe8")),
    ...of(HOUSES).map((name) => fill(name, "#e2e2de", 13)),
    ...of(ROADS).map(
      (name): LayerSpecification => ({
        id: `base-${name}`,
        type: "line",
        source: SOURCE,
        "source-layer": name,
        paint: {
          "line-color": "#ffffff",
          "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 6, 0.6, 12, 2, 17, 10],
        },
      }),
    ),
    ...of(NAMED).map(
      (name): LayerSpecification => ({
        id: `base-${name}-name`,
        type: "symbol",
        source: SOURCE,
        "source-layer": name,
        layout: {
          "text-field": ["coalesce", ["get", "name:zh"], ["get", "name"], ""],
          "text-font": FONT,
          "text-size": 12,
          "symbol-placement": name === "roads" || name === "transportation_name" ? "line" : "point",
        },
        paint: { "text-color": "#45525a", "text-halo-color": "#ffffff", "text-halo-width": 1.2 },
      }),
    ),
  ];
}
