import { useSay } from "@sortie/ui/language.ts";
import { type MapMouseEvent, Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { type Bounds, boundsOf, pointOf } from "./geometry.ts";
import type { Area, Drawn } from "./open_map.ts";
import { type Corners, closed, corner, middles } from "./polygon.ts";
import { useBaseMap } from "./use_base_map.ts";
import { mapWords as words } from "./words.ts";

interface PolygonMapProps {
  corners: Corners;
  onChange: (next: Corners) => void;
  readOnly?: boolean;
  /** Other boundaries, to draw beside. */
  others: Area[];
  name: string;
  /** Where to look while there is no corner yet. */
  around: Bounds;
  label: string;
  className?: string;
  /** Raised to look at the whole boundary again. */
  look?: number;
}

/** A boundary under the hand: press adds a corner, drag moves one, a small dot cuts an edge in two. */
export default function PolygonMap(props: PolygonMapProps) {
  const { corners, readOnly, others, name, around, label, className, look = 0 } = props;
  const say = useSay();
  const box = useRef<HTMLElement>(null);
  const bounds = boundsOf(corners.map(pointOf), 0.004) ?? around;
  const { drawn, failed, fellBack } = useBaseMap(box, { bounds });
  const now = useRef(props);
  now.current = props;

  useEffect(() => {
    if (!drawn) return;
    const own = corners.length > 1 ? [{ name, ring: closed(corners) }] : [];
    drawn.draw({ areas: [...others, ...own] });
  }, [drawn, corners, others, name]);
  useCorners(drawn, corners, readOnly ?? false, now);
  useEffect(() => {
    const seen = boundsOf(now.current.corners.map(pointOf), 0.004);
    if (drawn && seen && look > 0) drawn.fit(seen);
  }, [drawn, look]);

  if (failed) return <p>{say(words.noMap)}</p>;
  return (
    <>
      <section ref={box} className={className ?? "map-box"} aria-label={label} />
      {fellBack ? <p role="status">{say(words.baseFailed)}</p> : null}
    </>
  );
}

function useCorners(
  drawn: Drawn | null,
  corners: Corners,
  readOnly: boolean,
  now: { current: PolygonMapProps },
): void {
  const say = useSay();
  useEffect(() => {
    if (!drawn || readOnly) return;
    const { map, at, read } = drawn;
    const change = (next: Corners): void => now.current.onChange(next);
    const add = (event: MapMouseEvent): void => {
      const { lon, lat } = read(event.lngLat);
      change([...now.current.corners, [lon, lat]]);
    };
    const markers = corners.map((place, index) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "map-corner";
      element.setAttribute("aria-label", say(words.corner, { n: index + 1 }));
      element.onclick = (event) => event.stopPropagation();
      element.onkeydown = ({ key }) => {
        if (key === "Delete" || key === "Backspace") change(corner.removed(corners, index));
      };
      element.oncontextmenu = (event) => {
        event.preventDefault();
        change(corner.removed(corners, index));
      };
      const marker = new Marker({ element, draggable: true }).setLngLat(at(pointOf(place))).addTo(map);
      marker.on("dragend", () => {
        const { lon, lat } = read(marker.getLngLat());
        change(corner.moved(corners, index, [lon, lat]));
      });
      return marker;
    });
    const cuts = (corners.length > 2 ? middles(corners) : []).map((place, edge) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "map-middle";
      element.setAttribute("aria-label", say(words.middle));
      element.onclick = (event) => {
        event.stopPropagation();
        change(corner.inserted(corners, edge, place));
      };
      return new Marker({ element }).setLngLat(at(pointOf(place))).addTo(map);
    });
    map.on("click", add);
    map.getCanvas().style.cursor = "crosshair";
    return () => {
      map.off("click", add);
      map.getCanvas().style.cursor = "";
      for (const marker of [...markers, ...cuts]) marker.remove();
    };
  }, [drawn, corners, readOnly, now, say]);
}
