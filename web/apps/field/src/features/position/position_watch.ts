import { useEffect, useRef } from "react";
import { fieldApi, type Place } from "../../kit/field_api.ts";
import { useDay } from "../../kit/field_queries.ts";
import { placeOf, rememberPlace } from "../../kit/geo.ts";
import { useConsent } from "../../kit/position_consent.ts";
import { type Reported, worthSending } from "../../kit/position_rules.ts";

const LOOK_EVERY_MS = 30_000;

/** Sends where the person is while they are on shift, agreed to it and have the app open. */
export function usePositionWatch(user: string): void {
  const consent = useConsent(user);
  const day = useDay(null).data;
  const enRoute = useRef(false);
  enRoute.current = day?.appointments.some((visit) => visit.state === "en_route") ?? false;
  const on = consent === "yes" && day?.on_shift === true;
  useEffect(() => {
    const device = globalThis.navigator?.geolocation;
    if (!on || !device) return;
    let last: Reported | null = null;
    let seen: { place: Place; fixedAt: number } | null = null;
    let sending = false;
    const consider = async (): Promise<void> => {
      const now = Date.now();
      if (!seen || sending || !worthSending(seen.place, last, enRoute.current, now)) return;
      const place = { ...seen.place, fix_age_s: Math.round((now - seen.fixedAt) / 1000) };
      sending = true;
      try {
        await fieldApi.position(place);
        last = { place, at: now };
      } catch {
        // no network just now: the next look tries again
      } finally {
        sending = false;
      }
    };
    const watch = device.watchPosition(
      (fix) => {
        seen = { place: placeOf(fix), fixedAt: fix.timestamp };
        rememberPlace(seen.place, fix.timestamp);
        void consider();
      },
      () => undefined,
      { enableHighAccuracy: true, maximumAge: LOOK_EVERY_MS },
    );
    const timer = setInterval(() => void consider(), LOOK_EVERY_MS);
    return () => {
      device.clearWatch(watch);
      clearInterval(timer);
    };
  }, [on]);
}
