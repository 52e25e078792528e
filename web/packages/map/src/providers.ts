// Each base names its datum; nothing else in the program knows that Chinese tiles are shifted.
import type { RasterSourceSpecification } from "maplibre-gl";
import type { Datum } from "./datum.ts";
import type { MapSetting } from "./setting.ts";

export interface TileBase {
  datum: Datum;
  /** From the ground up. */
  layers: RasterSourceSpecification[];
}

const TILE_PX = 256;

const times = (from: number, to: number, url: (n: number) => string): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => url(from + n));

const raster = (
  tiles: string[],
  attribution: string,
  maxzoom: number,
  scheme: "xyz" | "tms" = "xyz",
): RasterSourceSpecification => ({
  type: "raster",
  tiles,
  tileSize: TILE_PX,
  maxzoom,
  scheme,
  attribution,
});

/** WMTS in the Web Mercator matrix. CGCS2000 is WGS-84 to within centimetres: nothing is shifted. */
function tianditu(layer: string, key: string): RasterSourceSpecification {
  const query =
    `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w` +
    `&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`;
  return raster(
    times(0, 7, (n) => `https://t${n}.tianditu.gov.cn/${layer}_w/wmts?${query}`),
    "© 天地图",
    18,
  );
}

/** The tiles of a provider by key; null for bases drawn here. Baidu's own tile grid fits no common map. */
export function tileBase({ provider, key }: MapSetting): TileBase | null {
  const held = encodeURIComponent(key);
  if (provider === "tianditu")
    return { datum: "WGS84", layers: [tianditu("vec", key), tianditu("cva", key)] };
  if (provider === "amap") {
    const url = (n: number): string =>
      `https://webrd0${n}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}&key=${held}`;
    return { datum: "GCJ02", layers: [raster(times(1, 4, url), "© 高德地图", 18)] };
  }
  if (provider === "tencent") {
    const url = (n: number): string =>
      `https://rt${n}.map.gtimg.com/realtimerender?z={z}&x={x}&y={y}&type=vector&style=0&key=${held}`;
    return { datum: "GCJ02", layers: [raster(times(0, 3, url), "© 腾讯地图", 18, "tms")] };
  }
  return null;
}
