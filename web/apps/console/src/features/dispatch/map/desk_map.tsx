import { boundsOf } from "@sortie/map/geometry.ts";
import type { Area, Drawn } from "@sortie/map/open_map.ts";
import { useBaseMap } from "@sortie/map/use_base_map.ts";
import { mapWords as baseWords } from "@sortie/map/words.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button } from "antd";
import { Marker, Popup } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { Lane, OrderBrief } from "../desk/api.ts";
import { clustersOf } from "./clusters.ts";
import { toneOf } from "./tones.ts";
import { mapWords as words } from "./words.ts";

const CELL_PX = 44;
const NOWHERE = { lon: 117.02, lat: 36.66 };

interface DeskMapProps {
  orders: OrderBrief[];
  lanes: Lane[];
  areas: Area[];
  lit: string | null;
  onOpen: (id: string) => void;
}

/** Orders as drops, people as round heads; what lies too close is one number until zoomed in. */
export default function DeskMap({ orders, lanes, areas, lit, onOpen }: DeskMapProps) {
  const say = useSay();
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState(0);
  const [bounds] = useState(() => {
    const points = pointsOf(orders, lanes);
    const corners = areas.flatMap((area) => area.ring.map(([lon, lat]) => ({ lon, lat })));
    return boundsOf(points) ?? boundsOf(corners) ?? boundsOf([NOWHERE], 0.05);
  });
  const { drawn, failed, fellBack } = useBaseMap(box, { bounds });
  useEffect(() => {
    if (!drawn) return;
    drawn.draw({ areas });
    drawn.map.on("moveend", () => setView((seen) => seen + 1));
  }, [drawn, areas]);

  useOrderMarkers(drawn, orders, view, lit, onOpen);
  useLaneMarkers(drawn, lanes);
  const showAll = (): void => {
    const all = boundsOf(pointsOf(orders, lanes));
    if (drawn && all) drawn.fit(all);
  };
  return (
    <div className="m-frame">
      <section ref={box} className="m-map" aria-label={say(words.map)} />
      {failed ? <p className="m-failed">{say(words.noMap)}</p> : null}
      {fellBack ? (
        <p className="m-notice" role="status">
          {say(baseWords.baseFailed)}
        </p>
      ) : null}
      <Legend />
      <Button className="m-all" onClick={showAll}>
        {say(words.showAll)}
      </Button>
    </div>
  );
}

function pointsOf(orders: OrderBrief[], lanes: Lane[]): { lon: number; lat: number }[] {
  return [...orders.map((one) => one.location), ...lanes.map((one) => one.position)].filter(
    (point) => point !== null,
  );
}

function useOrderMarkers(
  drawn: Drawn | null,
  orders: OrderBrief[],
  view: number,
  lit: string | null,
  onOpen: (id: string) => void,
): void {
  const say = useSay();
  const open = useRef(onOpen);
  open.current = onOpen;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view groups the points anew
  useEffect(() => {
    if (!drawn) return;
    const { map, at } = drawn;
    const placed = orders.flatMap((item) => (item.location ? [{ ...item.location, item }] : []));
    const markers = clustersOf(placed, (place) => map.project(at(place)), CELL_PX).map((cluster) => {
      const [first] = cluster.items;
      const element = document.createElement("button");
      element.type = "button";
      const isLit = cluster.items.some((one) => one.id === lit);
      if (cluster.items.length === 1 && first) {
        element.className = `m-pin m-pin--${toneOf(first)}${isLit ? " m-pin--lit" : ""}`;
        element.title = `${first.number} ${first.subject}`;
        element.onclick = () => open.current(first.id);
      } else {
        const late = cluster.items.some((one) => toneOf(one) === "late");
        element.className = `m-cluster${late ? " m-cluster--late" : ""}${isLit ? " m-pin--lit" : ""}`;
        element.textContent = String(cluster.items.length);
        element.title = say(words.together, { count: cluster.items.length });
        element.onclick = () => map.easeTo({ center: at(cluster), zoom: Math.min(map.getZoom() + 2, 17) });
      }
      element.setAttribute("aria-label", element.title);
      return new Marker({ element }).setLngLat(at(cluster)).addTo(map);
    });
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [drawn, orders, view, lit, say]);
}

function useLaneMarkers(drawn: Drawn | null, lanes: Lane[]): void {
  const say = useSay();
  const { ago, time } = useFormats();
  useEffect(() => {
    if (!drawn) return;
    const { map, at } = drawn;
    const markers = lanes.flatMap((lane) => {
      if (!lane.position) return [];
      const element = document.createElement("button");
      element.type = "button";
      element.className = "m-head";
      element.textContent = lane.name.slice(-2);
      element.setAttribute("aria-label", lane.name);
      const [shift] = lane.shifts;
      const lines = [
        shift
          ? say(words.shift, { time: `${time(shift.starts_at)}–${time(shift.ends_at)}` })
          : say(words.offShift),
        say(words.load, { n: lane.load, max: lane.max_jobs ?? "—" }),
        lane.position.at ? say(words.seen, { at: ago(lane.position.at) }) : "",
        lane.skills.map((skill) => `${skill.name} ${skill.level}`).join(" · "),
      ];
      const popup = new Popup({ offset: 18, closeButton: false }).setDOMContent(card(lane.name, lines));
      return [new Marker({ element }).setLngLat(at(lane.position)).setPopup(popup).addTo(map)];
    });
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [drawn, lanes, say, ago, time]);
}

function card(title: string, lines: string[]): HTMLElement {
  const root = document.createElement("div");
  root.className = "m-card";
  const head = document.createElement("strong");
  head.textContent = title;
  root.append(head);
  for (const line of lines.filter(Boolean)) {
    const row = document.createElement("span");
    row.textContent = line;
    root.append(row);
  }
  return root;
}

function Legend() {
  const say = useSay();
  return (
    <ul className="m-legend" aria-label={say(words.legend)}>
      <li>
        <span className="m-pin m-pin--waiting" /> {say(words.waiting)}
      </li>
      <li>
        <span className="m-pin m-pin--underway" /> {say(words.underway)}
      </li>
      <li>
        <span className="m-pin m-pin--late" /> {say(words.late)}
      </li>
      <li>
        <span className="m-head m-head--small" /> {say(words.working)}
      </li>
    </ul>
  );
}
