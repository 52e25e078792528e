import type { Bounds } from "@sortie/map/geometry.ts";
import type { Area } from "@sortie/map/open_map.ts";
import { areaKm2, type Corners, problemOf, ringFromGeoJson, toGeoJson } from "@sortie/map/polygon.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Alert, App, Button, Upload } from "antd";
import { lazy, Suspense, useState } from "react";
import { placeWords as words } from "./place_words.ts";

const PolygonMap = lazy(() => import("@sortie/map/polygon_map.tsx"));

interface BoundaryEditorProps {
  name: string;
  corners: Corners;
  readOnly: boolean;
  others: Area[];
  around: Bounds;
  onChange: (next: Corners) => void;
}

/** A boundary drawn by hand or brought as GeoJSON, with every step to take back. */
export function BoundaryEditor({ name, corners, readOnly, others, around, onChange }: BoundaryEditorProps) {
  const say = useSay();
  const { message } = App.useApp();
  const [past, setPast] = useState<Corners[]>([]);
  const [future, setFuture] = useState<Corners[]>([]);
  const [look, setLook] = useState(0);
  const change = (next: Corners): void => {
    setPast((all) => [...all, corners]);
    setFuture([]);
    onChange(next);
  };
  const undo = (): void => {
    const last = past.at(-1);
    if (!last) return;
    setPast(past.slice(0, -1));
    setFuture([corners, ...future]);
    onChange(last);
  };
  const redo = (): void => {
    const [next, ...rest] = future;
    if (!next) return;
    setFuture(rest);
    setPast([...past, corners]);
    onChange(next);
  };
  const bring = async (file: File): Promise<void> => {
    const ring = ringFromGeoJson(await file.text());
    if (!ring) {
      void message.error(say(words.badFile));
      return;
    }
    change(ring);
    setLook((seen) => seen + 1);
  };
  const problem = corners.length > 0 ? problemOf(corners) : null;
  return (
    <div className="u-boundary">
      <div className="u-boundary__bar">
        {readOnly ? null : (
          <>
            <Button size="small" disabled={past.length === 0} onClick={undo}>
              {say(words.undo)}
            </Button>
            <Button size="small" disabled={future.length === 0} onClick={redo}>
              {say(words.redo)}
            </Button>
            <Button size="small" danger disabled={corners.length === 0} onClick={() => change([])}>
              {say(words.clear)}
            </Button>
            <Upload
              accept=".json,.geojson,application/geo+json"
              showUploadList={false}
              beforeUpload={(file) => {
                void bring(file);
                return false;
              }}
            >
              <Button size="small">{say(words.importFile)}</Button>
            </Upload>
          </>
        )}
        <Button size="small" disabled={corners.length < 3} onClick={() => save(name, corners)}>
          {say(words.exportFile)}
        </Button>
        <Button size="small" disabled={corners.length === 0} onClick={() => setLook((seen) => seen + 1)}>
          {say(words.look)}
        </Button>
        <span className="d-muted">
          {corners.length === 0
            ? say(words.noBoundary)
            : say(words.figures, { corners: corners.length, km2: areaKm2(corners).toFixed(1) })}
        </span>
      </div>
      {readOnly ? null : <p className="d-muted">{say(words.boundaryHelp)}</p>}
      <Suspense fallback={<Skeleton rows={1} height={420} />}>
        <PolygonMap
          name={name}
          corners={corners}
          readOnly={readOnly}
          others={others}
          around={around}
          look={look}
          label={say(words.boundary)}
          onChange={change}
        />
      </Suspense>
      {problem ? <Alert type="error" showIcon title={say(words[problem])} /> : null}
    </div>
  );
}

function save(name: string, corners: Corners): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toGeoJson(name, corners)], { type: "application/geo+json" }));
  link.download = `${name || "area"}.geojson`;
  link.click();
  URL.revokeObjectURL(link.href);
}
