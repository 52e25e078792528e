import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useState } from "react";
import { asText, type FieldType } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

/** WGS 84 always; other coordinate systems exist only at the edge of a map. */
export interface Place {
  lon: number;
  lat: number;
  datum: "WGS84";
  accuracy_m?: number;
}

export interface Address {
  province?: string;
  city?: string;
  district?: string;
  street?: string;
  detail?: string;
  code?: string;
}

const DEGREES = 6;

export function here(): Promise<Place> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          lon: coords.longitude,
          lat: coords.latitude,
          datum: "WGS84",
          accuracy_m: Math.round(coords.accuracy),
        }),
      reject,
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
    );
  });
}

function placeFrom(text: string): Place | string {
  const [lat, lon] = text.split(/[,，\s]+/).map(Number);
  const fine = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return fine ? { lat, lon, datum: "WGS84" } : text;
}

function written(value: unknown): string {
  if (typeof value === "string") return value;
  const place = value as Place | null;
  return place ? `${place.lat.toFixed(DEGREES)}, ${place.lon.toFixed(DEGREES)}` : "";
}

export const location: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { widgets } = useForms();
    const say = useSay();
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState(false);
    const locate = (): void => {
      setBusy(true);
      setFailed(false);
      here()
        .then(onChange, () => setFailed(true))
        .finally(() => setBusy(false));
    };
    const after = disabled ? undefined : (
      <widgets.Button busy={busy} onPress={locate}>
        {say(fieldWords.locate)}
      </widgets.Button>
    );
    return (
      <>
        <widgets.Text
          ties={ties}
          value={written(value)}
          onChange={(next) => onChange(next ? placeFrom(next) : null)}
          disabled={disabled}
          after={after}
        />
        {failed ? <widgets.Alert>{say(fieldWords.locateFailed)}</widgets.Alert> : null}
      </>
    );
  },
  Display: ({ value, brief }) => {
    const say = useSay();
    const { distance } = useFormats();
    const place = value as Place;
    return (
      <span className="f-number">
        {written(place)}
        {place.accuracy_m && !brief ? say(fieldWords.accuracy, { distance: distance(place.accuracy_m) }) : ""}
      </span>
    );
  },
  check: (_field, value) => (typeof value === "object" ? null : { text: fieldWords.badPlace }),
  operators: ["is_null", "not_null"],
  filter: "none",
};

/** Chinese addresses run from the large to the small without spaces. */
export function addressText(value: unknown): string {
  if (typeof value === "string") return value;
  const address = (value ?? {}) as Address;
  const { province = "", city = "", district = "", street = "", detail = "" } = address;
  return [province, city === province ? "" : city, district, street, detail].join("");
}

export const address: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { widgets } = useForms();
    const say = useSay();
    const parts = (typeof value === "string" ? { detail: value } : (value ?? {})) as Address;
    const part = (name: keyof Address, first: boolean) => (
      // biome-ignore lint/a11y/noLabelWithoutControl: the widget inside is the control
      <label className="f-part">
        <span>{say(fieldWords[name as "province"])}</span>
        <widgets.Text
          ties={first ? ties : { ...ties, id: `${ties.id}-${name}`, "aria-labelledby": "" }}
          value={asText(parts[name])}
          onChange={(next) => onChange({ ...parts, [name]: next })}
          disabled={disabled}
        />
      </label>
    );
    return (
      <div className="f-address">
        {part("province", false)}
        {part("city", false)}
        {part("district", false)}
        <div className="f-address__whole">{part("detail", true)}</div>
      </div>
    );
  },
  Display: ({ value, brief }) => <span className={brief ? "f-clip" : undefined}>{addressText(value)}</span>,
  toWire: (value) => (addressText(value) === "" ? null : value),
  operators: ["contains", "is_null", "not_null"],
  filter: "text",
};
