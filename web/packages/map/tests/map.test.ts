import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromMap, gcj02ToWgs84, inMainland, type Position, toMap, wgs84ToGcj02 } from "../src/datum.ts";
import { boundsOf, circleRing, distanceM, gridOf, gridStep, pointOf } from "../src/geometry.ts";
import {
  areaKm2,
  closed,
  corner,
  middles,
  opened,
  problemOf,
  ringFromGeoJson,
  toGeoJson,
} from "../src/polygon.ts";
import { tileBase } from "../src/providers.ts";
import { settingOf } from "../src/setting.ts";

const metres = (a: Position, b: Position): number => distanceM(pointOf(a), pointOf(b));

describe("the datum of a map", () => {
  it("agrees with the published example of Tiananmen", () => {
    const [lon, lat] = wgs84ToGcj02([116.404, 39.915]);
    expect([lon.toFixed(6), lat.toFixed(6)]).toEqual(["116.410244", "39.916404"]);
  });

  it.each([
    [117.02, 36.66],
    [121.474, 31.23],
    [113.945, 22.503],
    [87.617, 43.79],
  ] as Position[])("shifts the mainland at %f, %f and comes back within a metre", (lon, lat) => {
    expect(inMainland([lon, lat])).toBe(true);
    const drawn = wgs84ToGcj02([lon, lat]);
    expect(metres([lon, lat], drawn)).toBeGreaterThan(100);
    expect(metres([lon, lat], gcj02ToWgs84(drawn))).toBeLessThan(0.001);
  });

  it.each([
    [114.158, 22.281],
    [113.543, 22.193],
    [121.565, 25.033],
    [139.77, 35.68],
  ] as Position[])("leaves %f, %f where it is", (lon, lat) => {
    expect(wgs84ToGcj02([lon, lat])).toEqual([lon, lat]);
  });

  it("returns from any place inland within a millimetre", () => {
    const inland = fc.tuple(
      fc.double({ min: 100, max: 118, noNaN: true }),
      fc.double({ min: 26, max: 38, noNaN: true }),
    );
    fc.assert(fc.property(inland, (place) => metres(place, fromMap("GCJ02", toMap("GCJ02", place))) < 0.001));
  });

  it("shifts nothing on a WGS-84 map", () => {
    expect(toMap("WGS84", [117, 36])).toEqual([117, 36]);
  });
});

describe("a boundary", () => {
  const square: Position[] = [
    [117, 36],
    [117.1, 36],
    [117.1, 36.1],
    [117, 36.1],
  ];

  it("opens and closes without losing a corner", () => {
    expect(opened(closed(square))).toEqual(square);
    expect(closed(square)).toHaveLength(5);
    expect(opened([...square, square[3] as Position])).toEqual(square);
  });

  it("needs three corners and no crossing", () => {
    expect(problemOf(square)).toBeNull();
    expect(problemOf(square.slice(0, 2))).toBe("few");
    const [a, b, c, d] = square as [Position, Position, Position, Position];
    expect(problemOf([a, c, b, d])).toBe("crossing");
    expect(problemOf(Array.from({ length: 501 }, (_, n) => [n / 100, 0] as Position))).toBe("many");
  });

  it("takes a corner on the middle of an edge, moves and drops it", () => {
    const [first] = middles(square) as [Position];
    expect(first[0]).toBeCloseTo(117.05);
    const more = corner.inserted(square, 0, first);
    expect(more).toHaveLength(5);
    expect(more[1]).toEqual(first);
    expect(areaKm2(more)).toBeCloseTo(areaKm2(square), 6);
    expect(corner.removed(more, 1)).toEqual(square);
    expect(corner.moved(square, 2, [118, 37])[2]).toEqual([118, 37]);
  });

  it("tells its size", () => {
    expect(areaKm2(square)).toBeGreaterThan(98);
    expect(areaKm2(square)).toBeLessThan(101);
  });

  it("comes in from GeoJSON however it is wrapped, and goes out the same", () => {
    const text = toGeoJson("区", square);
    expect(ringFromGeoJson(text)).toEqual(square);
    const feature = JSON.parse(text) as { geometry: { coordinates: unknown } };
    const many = { type: "MultiPolygon", coordinates: [feature.geometry.coordinates] };
    const wrapped = { type: "FeatureCollection", features: [{ type: "Feature", geometry: many }] };
    expect(ringFromGeoJson(JSON.stringify(wrapped))).toEqual(square);
  });

  it.each([
    "",
    "{",
    "[]",
    '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Polygon","coordinates":[[[500,2]]]}',
  ])("refuses %s", (text) => {
    expect(ringFromGeoJson(text)).toBeNull();
  });
});

describe("the ground without streets", () => {
  it("has about as many lines at every zoom", () => {
    for (const degrees of [180, 40, 3, 0.4, 0.05]) {
      const count = degrees / gridStep(degrees);
      expect(count).toBeGreaterThanOrEqual(6);
      expect(count).toBeLessThan(20);
    }
  });

  it("names its lines by hemisphere", () => {
    const names = gridOf([
      [-1, -1],
      [1, 1],
    ]).labels.map((label) => label.text);
    expect(names).toContain("0.2°W");
    expect(names).toContain("0.2°N");
  });

  it("draws a fence as wide as it says", () => {
    const center = { lon: 117, lat: 36.66 };
    for (const place of circleRing(center, 200))
      expect(distanceM(center, pointOf(place))).toBeCloseTo(200, 0);
  });

  it("has no box around nothing", () => {
    expect(boundsOf([])).toBeNull();
  });
});

describe("a company's map", () => {
  it("is the bundled one until it chose", () => {
    expect(settingOf(undefined).provider).toBe("bundled");
    expect(tileBase(settingOf(undefined))).toBeNull();
  });

  it("reads an uploaded file before an address", () => {
    const values = {
      provider: "pmtiles",
      pmtiles_url: "https://a.example/b.pmtiles",
      pmtiles_file: [{ id: "f1" }],
    };
    expect(settingOf(values).pmtiles).toBe("/api/v1/files/f1");
    expect(settingOf({ ...values, pmtiles_file: [] }).pmtiles).toBe("https://a.example/b.pmtiles");
  });

  it.each([
    ["tianditu", "WGS84", "tianditu.gov.cn"],
    ["amap", "GCJ02", "is.autonavi.com"],
    ["tencent", "GCJ02", "map.gtimg.com"],
  ] as const)("names the datum of %s and carries the key escaped", (provider, datum, host) => {
    const base = tileBase({ provider, key: "a&b", pmtiles: null });
    expect(base?.datum).toBe(datum);
    for (const layer of base?.layers ?? [])
      for (const url of layer.tiles ?? []) {
        expect(new URL(url).host.endsWith(host)).toBe(true);
        expect(url).toContain("=a%26b");
      }
  });
});
