import { useSay } from "@sortie/ui/language.ts";
import { Marker } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import { baseMap } from "./base_map.ts";
import { boundsOf } from "./clusters.ts";
import "./map.css";
import { mapWords as words } from "./words.ts";

interface Point {
  lon: number;
  lat: number;
}

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
  const [failed, setFailed] = useState(false);
  const points = JSON.stringify([place, ...checkIns]);
  useEffect(() => {
    const [here, ...arrivals] = JSON.parse(points) as [Point, ...Point[]];
    const bounds = boundsOf([here, ...arrivals], 0.008);
    if (!box.current || !bounds) return;
    try {
      const map = baseMap({ container: box.current, bounds, small: true });
      new Marker({ element: dot("m-pin m-pin--place", say(words.place)) })
        .setLngLat([here.lon, here.lat])
        .addTo(map);
      for (const at of arrivals)
        new Marker({ element: dot("m-pin m-pin--in", say(words.checkIn)) })
          .setLngLat([at.lon, at.lat])
          .addTo(map);
      return () => map.remove();
    } catch {
      setFailed(true);
      return;
    }
  }, [points, say]);
  if (failed) return <p className="d-muted">{say(words.noMap)}</p>;
  return <div ref={box} className="m-mini" role="img" aria-label={say(words.place)} />;
}
