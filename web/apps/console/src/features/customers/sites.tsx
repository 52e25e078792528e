import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords, useRecordWrites } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import type { Point } from "@sortie/map/geometry.ts";
import { useSurroundings } from "@sortie/map/surroundings.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Button, Empty, InputNumber } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { pageWords as words } from "./words.ts";

const PinMap = lazy(() => import("@sortie/map/pin_map.tsx"));
const NARROWEST_M = 20;
const WIDEST_M = 5000;
const USUAL_M = 200;

/** The customer's places as a list and on the map, each with the fence engineers check in within. */
export function Sites({ customer }: { customer: string }) {
  const say = useSay();
  const [open, setOpen] = useState<string | null>(null);
  const list = useRecords("site", {
    filter: { field: "customer", op: "eq", value: customer },
    fields: ["name", "address_text", "access_notes", "location", "fence_m", "area", "state"],
    sort: "name",
    limit: 100,
  });
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() => {
        const row = list.rows.find((one) => one.id === open) ?? list.rows[0];
        if (!row) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />;
        return (
          <div className="k-sites">
            <ul className="k-list">
              {list.rows.map((one) => (
                <li key={one.id}>
                  <button
                    type="button"
                    className={one.id === row.id ? "k-site k-site--on" : "k-site"}
                    aria-current={one.id === row.id}
                    onClick={() => setOpen(one.id)}
                  >
                    <strong>{String(one.values.name ?? "")}</strong>
                    <span className="k-note">{String(one.values.address_text ?? "")}</span>
                    {one.values.access_notes ? (
                      <span className="k-note">{String(one.values.access_notes)}</span>
                    ) : null}
                  </button>
                </li>
              ))}
            </ul>
            <SiteMap key={`${row.id}-${row.version}`} row={row} rows={list.rows} />
          </div>
        );
      }}
    </Loaded>
  );
}

const placeOf = (row: Row): Point | null => {
  const place = row.values.location as Point | null | undefined;
  return place && typeof place.lon === "number" ? { lon: place.lon, lat: place.lat } : null;
};

function SiteMap({ row, rows }: { row: Row; rows: Row[] }) {
  const say = useSay();
  const object = useObject("site");
  const writes = useRecordWrites("site");
  const around = useSurroundings();
  const { busy, run } = useDoing();
  const [place, setPlace] = useState(() => placeOf(row));
  const [radius, setRadius] = useState(Number(row.values.fence_m ?? USUAL_M));
  const [touched, setTouched] = useState(false);
  const writable = object ? may(object, "update") : false;
  const spots = useMemo(
    () =>
      rows.flatMap((one) => {
        const at = one.id === row.id ? null : placeOf(one);
        return at ? [{ ...at, name: String(one.values.name ?? "") }] : [];
      }),
    [rows, row.id],
  );
  const name = String(row.values.name ?? "");
  const change = (next: { place?: Point; radius?: number }): void => {
    if (next.place) setPlace(next.place);
    if (next.radius) setRadius(next.radius);
    setTouched(true);
  };
  const save = (): void =>
    void run(
      (key) =>
        writes.update(
          row.id,
          { fence_m: radius, ...(place ? { location: { ...place, datum: "WGS84" } } : {}) },
          { version: row.version, key },
        ),
      { done: say(words.saved) },
    );
  if (row.masked.includes("location")) return null;
  return (
    <div className="k-sitemap">
      {place ? null : <p className="k-note">{say(writable ? words.noPlace : words.noPlaceRead)}</p>}
      <Suspense fallback={<Skeleton rows={1} height={320} />}>
        {around.pending ? null : (
          <PinMap
            value={place}
            radius={radius}
            spots={spots}
            areas={around.areas}
            around={around.bounds}
            label={say(words.mapOf, { name })}
            className="map-box k-map"
            {...(writable
              ? {
                  onChange: (next: Point) => change({ place: next }),
                  onRadius: (next: number) => change({ radius: next }),
                }
              : {})}
          />
        )}
      </Suspense>
      {writable ? (
        <div className="k-fence">
          <span>{say(words.fence)}</span>
          <InputNumber
            min={NARROWEST_M}
            max={WIDEST_M}
            step={10}
            value={radius}
            aria-label={say(words.fence)}
            onChange={(next) => change({ radius: next ?? USUAL_M })}
          />
          <Button type="primary" disabled={!touched} loading={busy} onClick={save}>
            {say(words.save)}
          </Button>
          <span className="k-note">{say(words.fenceHelp)}</span>
        </div>
      ) : null}
    </div>
  );
}
