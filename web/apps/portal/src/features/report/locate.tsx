import { Button } from "@sortie/ui/button.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Banner } from "@sortie/ui/page.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useState } from "react";
import { words } from "./words.ts";

/** Where the phone says it is: WGS-84, as browsers give it. */
export interface Spot {
  lon: number;
  lat: number;
  accuracy_m: number;
}

const PATIENCE_MS = 12_000;

/** Asks for the place only when pressed, and says how exact it is. */
export function Locate({ spot, onSpot }: { spot: Spot | null; onSpot: (spot: Spot) => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const ask = (): void => {
    setBusy(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        onSpot({ lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) });
      },
      () => {
        setBusy(false);
        toast(say(words.locateFailed), "danger");
      },
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 },
    );
  };
  if (spot) return <Banner tone="done">{say(words.located, { m: spot.accuracy_m })}</Banner>;
  return (
    <Button icon="pin" busy={busy} onClick={ask}>
      {say(words.locate)}
    </Button>
  );
}
