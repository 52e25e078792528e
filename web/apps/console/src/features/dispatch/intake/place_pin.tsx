import { records } from "@sortie/client/records.ts";
import type { Point } from "@sortie/map/geometry.ts";
import { useSurroundings } from "@sortie/map/surroundings.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { lazy, Suspense, useDeferredValue, useMemo, useState } from "react";
import type { NewSite } from "./draft.ts";
import { intakeWords as words } from "./words.ts";

const PinMap = lazy(() => import("@sortie/map/pin_map.tsx"));
const FEWEST = 2;
const MANY = 20;
const FENCE_M = 200;
const DIGITS = 5;

interface PlacePinProps {
  site: NewSite;
  onChange: (next: NewSite) => void;
}

interface Found extends Point {
  id: string;
  name: string;
  address: string;
}

/** Known sites by name or address, those with coordinates. */
function useSites(typed: string): Found[] {
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["records", "site", "list", "placed", q],
    queryFn: ({ signal }) =>
      records.list("site", { q, fields: ["name", "address_text", "location"], limit: MANY }, signal),
    enabled: q.length >= FEWEST,
    placeholderData: (before) => before,
  });
  const rows = found.data?.records;
  return useMemo(
    () =>
      (rows ?? []).flatMap(({ id, values }) => {
        const place = values.location as Point | null | undefined;
        return place
          ? [
              {
                id,
                lon: place.lon,
                lat: place.lat,
                name: String(values.name ?? ""),
                address: String(values.address_text ?? ""),
              },
            ]
          : [];
      }),
    [rows],
  );
}

/** Where the new address is: begin at a site already known, then put the pin. */
export function PlacePin({ site, onChange }: PlacePinProps) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const sites = useSites(open ? typed || site.address : "");
  const around = useSurroundings();
  const { place } = site;
  return (
    <div className="i-pin">
      <div className="i-pin__bar">
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {say(open ? words.hidePin : words.putPin)}
        </Button>
        <span className="d-muted">
          {place
            ? say(words.pinAt, { lon: place.lon.toFixed(DIGITS), lat: place.lat.toFixed(DIGITS) })
            : say(words.noPin)}
        </span>
        {place ? (
          <Button size="small" type="link" onClick={() => onChange({ ...site, place: null })}>
            {say(words.dropPin)}
          </Button>
        ) : null}
      </div>
      {open ? (
        <>
          <Select
            className="c-wide"
            aria-label={say(words.findSite)}
            placeholder={say(words.findSite)}
            value={null}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            onChange={(id: string | null) => {
              const known = sites.find((one) => one.id === id);
              if (known) onChange({ ...site, place: { lon: known.lon, lat: known.lat } });
            }}
            options={sites.map((one) => ({ value: one.id, label: `${one.name} · ${one.address}` }))}
          />
          <p className="d-muted">{say(words.pinHelp)}</p>
          <Suspense fallback={<Skeleton rows={1} height={320} />}>
            {around.pending ? null : (
              <PinMap
                value={place}
                radius={FENCE_M}
                spots={sites}
                areas={around.areas}
                around={around.bounds}
                label={say(words.putPin)}
                className="map-box i-pin__map"
                onChange={(next) => onChange({ ...site, place: next })}
              />
            )}
          </Suspense>
        </>
      ) : null}
    </div>
  );
}
