import { addProtocol, type LayerSpecification, type SourceSpecification } from "maplibre-gl";
import landUrl from "world-atlas/land-50m.json?url";
import type { Datum } from "./datum.ts";
import { tileBase } from "./providers.ts";
import type { MapSetting } from "./setting.ts";
import { vectorLayers } from "./vector_style.ts";

/** The ground everything is drawn on. */
export interface Base {
  datum: Datum;
  sources: Record<string, SourceSpecification>;
  layers: LayerSpecification[];
}

const GROUND = "#eef2f1";
const SEA = "#d3e3ea";
const MVT = 1;
const SHARP = { "raster-fade-duration": 0 };

/** A coastline says nothing true about a street corner: it fades out where the city begins. */
const BLEND_FROM_ZOOM = 6;
const BLEND_TO_ZOOM = 9;
const faded = (far: string | number, near: string | number) =>
  ["interpolate", ["linear"], ["zoom"], BLEND_FROM_ZOOM, far, BLEND_TO_ZOOM, near] as never;

const ground = (color: unknown = GROUND): LayerSpecification => ({
  id: "ground",
  type: "background",
  paint: { "background-color": color as string },
});

/** Land and sea of the world (Natural Earth, public domain), without a single border. */
async function bundled(): Promise<Base> {
  const [answer, { feature }] = await Promise.all([fetch(landUrl), import("topojson-client")]);
  const atlas = (await answer.json()) as Parameters<typeof feature>[0];
  const land = atlas.objects.land;
  if (!land) return { datum: "WGS84", sources: {}, layers: [ground()] };
  return {
    datum: "WGS84",
    sources: { land: { type: "geojson", data: feature(atlas, land) } },
    layers: [
      ground(faded(SEA, GROUND)),
      { id: "land", type: "fill", source: "land", paint: { "fill-color": GROUND } },
      {
        id: "coast",
        type: "line",
        source: "land",
        paint: { "line-color": "#9fb7b4", "line-width": 1, "line-opacity": faded(1, 0) },
      },
    ],
  };
}

let protocol: Promise<typeof import("pmtiles")> | null = null;

/** Registered once, with the first file that is drawn. */
function pmtilesOf(): Promise<typeof import("pmtiles")> {
  protocol ??= import("pmtiles").then((module) => {
    addProtocol("pmtiles", new module.Protocol({ metadata: true }).tile);
    return module;
  });
  return protocol;
}

async function ownFile(address: string): Promise<Base> {
  const { PMTiles } = await pmtilesOf();
  const url = new URL(address, globalThis.location.origin).toString();
  const file = new PMTiles(url);
  const header = await file.getHeader();
  if (header.tileType !== MVT)
    return {
      datum: "WGS84",
      sources: { base: { type: "raster", url: `pmtiles://${url}`, tileSize: 256 } },
      layers: [ground(), { id: "base", type: "raster", source: "base", paint: SHARP }],
    };
  const about = (await file.getMetadata()) as { vector_layers?: { id: string }[] };
  const names = (about.vector_layers ?? []).map((layer) => layer.id);
  return {
    datum: "WGS84",
    sources: { base: { type: "vector", url: `pmtiles://${url}` } },
    layers: [ground(), ...vectorLayers(names)],
  };
}

/** What to draw on. Rejects where a company's own file can't be read. */
export async function baseOf(setting: MapSetting): Promise<Base> {
  if (setting.provider === "pmtiles" && setting.pmtiles) return ownFile(setting.pmtiles);
  const tiles = tileBase(setting);
  if (!tiles) return bundled();
  return {
    datum: tiles.datum,
    sources: Object.fromEntries(tiles.layers.map((source, n) => [`tiles${n}`, source])),
    layers: [
      ground(),
      ...tiles.layers.map(
        (_, n): LayerSpecification => ({
          id: `tiles${n}`,
          type: "raster",
          source: `tiles${n}`,
        }),
      ),
    ],
  };
}
