import { useSay } from "@sortie/ui/language.ts";
import { type MapMouseEvent, Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { type Bounds, boundsOf, distanceM, movedBy, type Point } from "./geometry.ts";
import type { Area, Drawn, Spot } from "./open_map.ts";
import { useBaseMap } from "./use_base_map.ts";
import { mapWords as words } from "./words.ts";

interface PinMapProps {
  value: Point | null;
  onChange?: (place: Point) => void;
  /** Fence round the pin in metres; its edge is dragged where `onRadius` is given. */
  radius?: number;
  onRadius?: (radiusM: number) => void;
  spots?: Spot[];
  areas?: Area[];
  around: Bounds;
  label: string;
  className?: string;
}

const NO_AREAS: Area[] = [];
const NO_SPOTS: Spot[] = [];
const STEP_M = 10;
const NARROWEST_M = 20;
const WIDEST_M = 5000;

/** One place on the map: press or drag the pin; with a fence, drag its edge. */
export default function PinMap(props: PinMapProps) {
  const { value, radius, spots = NO_SPOTS, areas = NO_AREAS, around, label, className } = props;
  const say = useSay();
  const box = useRef<HTMLElement>(null);
  const bounds = boundsOf(value ? [value] : [], 0.006) ?? boundsOf(spots, 0.01) ?? around;
  const { drawn, failed, fellBack } = useBaseMap(box, { bounds });
  const now = useRef(props);
  now.current = props;
  const editable = props.onChange !== undefined;
  const reach = props.onRadius !== undefined;

  useEffect(() => {
    if (!drawn) return;
    const fences = value && radius ? [{ center: value, radius_m: radius }] : [];
    drawn.draw({ areas, fences, spots });
  }, [drawn, value, radius, spots, areas]);
  useEffect(() => {
    if (!drawn || !value) return;
    if (!drawn.map.getBounds().contains(drawn.at(value))) drawn.fit(boundsOf([value], 0.006) ?? around);
  }, [drawn, value, around]);
  usePin(drawn, value, editable, now);
  useEdge(drawn, value, reach ? radius : undefined, now);

  if (failed) return <p>{say(words.noMap)}</p>;
  return (
    <>
      <section ref={box} className={className ?? "map-box"} aria-label={label} />
      {fellBack ? <p role="status">{say(words.baseFailed)}</p> : null}
    </>
  );
}

function usePin(
  drawn: Drawn | null,
  value: Point | null,
  editable: boolean,
  now: { current: PinMapProps },
): void {
  const say = useSay();
  useEffect(() => {
    if (!drawn) return;
    const { map, at, read } = drawn;
    const pick = (event: MapMouseEvent): void => now.current.onChange?.(read(event.lngLat));
    if (editable) map.on("click", pick);
    let marker: Marker | null = null;
    if (value) {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "map-pin";
      element.setAttribute("aria-label", say(words.pin));
      marker = new Marker({ element, draggable: editable, anchor: "bottom" }).setLngLat(at(value)).addTo(map);
      marker.on("dragend", () => marker && now.current.onChange?.(read(marker.getLngLat())));
    }
    return () => {
      map.off("click", pick);
      marker?.remove();
    };
  }, [drawn, value, editable, now, say]);
}

function useEdge(
  drawn: Drawn | null,
  value: Point | null,
  radius: number | undefined,
  now: { current: PinMapProps },
): void {
  const say = useSay();
  useEffect(() => {
    if (!drawn || !value || !radius) return;
    const { map, at, read } = drawn;
    const element = document.createElement("button");
    element.type = "button";
    element.className = "map-corner";
    element.setAttribute("aria-label", say(words.edge));
    element.onclick = (event) => event.stopPropagation();
    const marker = new Marker({ element, draggable: true })
      .setLngLat(at(movedBy(value, radius, 0)))
      .addTo(map);
    marker.on("dragend", () => {
      const wide = Math.round(distanceM(value, read(marker.getLngLat())) / STEP_M) * STEP_M;
      now.current.onRadius?.(Math.min(WIDEST_M, Math.max(NARROWEST_M, wide)));
    });
    return () => {
      marker.remove();
    };
  }, [drawn, value, radius, now, say]);
}
