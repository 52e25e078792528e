import { boundsOf, type Point } from "@sortie/map/geometry.ts";
import { useBaseMap } from "@sortie/map/use_base_map.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Marker } from "maplibre-gl";
import { useEffect, useMemo, useRef } from "react";
import "./map.css";
import { mapWords as words } from "./words.ts";

function dot(className: string, title: string): HTMLElement {
  const element = document.createElement("span");
  element.className = className;
  element.title = title;
  return element;
}

/** Where the job is, and where people checked in. */
export default function MiniMap({ place, checkIns }: { place: Point; checkIns: Point[] }) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const points = JSON.stringify([place, ...checkIns]);
  const bounds = useMemo(() => boundsOf(JSON.parse(points) as Point[], 0.008), [points]);
  const { drawn, failed } = useBaseMap(box, { bounds, small: true });
  useEffect(() => {
    if (!drawn) return;
    const [here, ...arrivals] = JSON.parse(points) as [Point, ...Point[]];
    const put = (element: HTMLElement, where: Point): Marker =>
      new Marker({ element }).setLngLat(drawn.at(where)).addTo(drawn.map);
    const markers = [
      put(dot("m-pin m-pin--place", say(words.place)), here),
      ...arrivals.map((one) => put(dot("m-pin m-pin--in", say(words.checkIn)), one)),
    ];
    const seen = boundsOf([here, ...arrivals], 0.008);
    if (seen) drawn.fit(seen, { padding: 20 });
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [drawn, points, say]);
  if (failed) return <p className="d-muted">{say(words.noMap)}</p>;
  return <div ref={box} className="m-mini" role="img" aria-label={say(words.place)} />;
}
