import { type RefObject, useEffect, useRef, useState } from "react";
import { baseOf } from "./base_style.ts";
import type { Bounds } from "./geometry.ts";
import { type Drawn, openMap } from "./open_map.ts";
import { BUNDLED, type MapSetting, useMapSetting } from "./setting.ts";

export interface BaseMap {
  drawn: Drawn | null;
  /** The browser can't draw at all. */
  failed: boolean;
  /** The chosen base didn't come: what is drawn needs no network. */
  fellBack: boolean;
}

interface Wanted {
  /** Where to look first; null while it isn't known. */
  bounds: Bounds | null;
  small?: boolean;
  /** In place of the company's own choice: to try one out. */
  setting?: MapSetting;
}

const RELOADED = "sortie.map.reloaded";

/** A page's policy names the tile servers chosen when it was opened: after a new choice it is opened once more. */
function useFreshPolicy(setting: MapSetting | undefined, trying: boolean): void {
  useEffect(() => {
    if (!setting || trying) return;
    const chosen = `${setting.provider} ${setting.pmtiles ?? ""}`;
    const blocked = (event: SecurityPolicyViolationEvent): void => {
      if (event.effectiveDirective !== "connect-src" || !event.blockedURI.startsWith("http")) return;
      if (sessionStorage.getItem(RELOADED) === chosen) return;
      sessionStorage.setItem(RELOADED, chosen);
      globalThis.location.reload();
    };
    document.addEventListener("securitypolicyviolation", blocked);
    return () => document.removeEventListener("securitypolicyviolation", blocked);
  }, [setting, trying]);
}

/** The company's map in `box`, made once per setting; where to look is read when it is made. */
export function useBaseMap(box: RefObject<HTMLElement | null>, wanted: Wanted): BaseMap {
  const company = useMapSetting();
  const setting = wanted.setting ?? company;
  const chosen = setting ? JSON.stringify(setting) : null;
  const [made, setMade] = useState<BaseMap>({ drawn: null, failed: false, fellBack: false });
  const known = useRef(wanted);
  known.current = wanted;
  const ready = wanted.bounds !== null;
  useFreshPolicy(setting, wanted.setting !== undefined);

  useEffect(() => {
    if (!chosen || !ready) return;
    let drawn: Drawn | null = null;
    let over = false;
    const open = async (): Promise<void> => {
      let fellBack = false;
      const base = await baseOf(JSON.parse(chosen) as MapSetting).catch(() => {
        fellBack = true;
        return baseOf(BUNDLED);
      });
      const { bounds, small } = known.current;
      if (over || !box.current || !bounds) return;
      const onTrouble = (): void => setMade((now) => ({ ...now, fellBack: true }));
      drawn = openMap({ container: box.current, bounds, base, onTrouble, ...(small ? { small } : {}) });
      setMade({ drawn, failed: false, fellBack });
    };
    open().catch(() => {
      if (!over) setMade({ drawn: null, failed: true, fellBack: false });
    });
    return () => {
      over = true;
      drawn?.map.remove();
      setMade({ drawn: null, failed: false, fellBack: false });
    };
  }, [chosen, ready, box]);
  return made;
}
