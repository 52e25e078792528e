import type { Place } from "./field_api.ts";

const EARTH_M = 6_371_008.8;
const FIX_TIMEOUT_MS = 12_000;
const FRESH_MS = 60_000;

/** Great-circle metres between two WGS-84 places. */
export function metresBetween(a: Pick<Place, "lon" | "lat">, b: Pick<Place, "lon" | "lat">): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

export type NoFix = "denied" | "unavailable";

/** Why there is no position: the person said no, or the device can't tell. */
export class NoFixError extends Error {
  readonly why: NoFix;

  constructor(why: NoFix) {
    super(why);
    this.name = "NoFixError";
    this.why = why;
  }
}

let last: { place: Place; at: number } | null = null;

/** The device's WGS-84 position with its error and age. */
export function placeOf({ coords, timestamp }: GeolocationPosition, now: number = Date.now()): Place {
  return {
    lon: coords.longitude,
    lat: coords.latitude,
    datum: "WGS84",
    accuracy_m: Math.round(coords.accuracy),
    fix_age_s: Math.max(0, Math.round((now - timestamp) / 1000)),
    provider: "browser",
  };
}

/** Asks the device where it is, now. Throws NoFixError. */
export function whereAmI(): Promise<Place> {
  return new Promise((resolve, reject) => {
    const device = globalThis.navigator?.geolocation;
    if (!device) {
      reject(new NoFixError("unavailable"));
      return;
    }
    device.getCurrentPosition(
      (fix) => {
        const place = placeOf(fix);
        last = { place, at: fix.timestamp };
        resolve(place);
      },
      (error) => reject(new NoFixError(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable")),
      { enableHighAccuracy: true, timeout: FIX_TIMEOUT_MS, maximumAge: 0 },
    );
  });
}

/** The position an act carries along when one is at hand from the last minute: no act waits for it. */
export function lastPlace(now: number = Date.now()): { location?: Place } {
  if (!last || now - last.at > FRESH_MS) return {};
  return { location: { ...last.place, fix_age_s: Math.round((now - last.at) / 1000) } };
}

/** Told by whoever watches the position, so that acts needn't ask again. */
export function rememberPlace(place: Place, at: number): void {
  last = { place, at };
}
