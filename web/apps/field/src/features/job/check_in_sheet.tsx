import { ApiError } from "@sortie/client/problem.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Row } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { useCallback, useEffect, useState } from "react";
import type { Job, Place } from "../../kit/field_api.ts";
import { NoFixError, whereAmI } from "../../kit/geo.ts";
import { Photos } from "../../kit/photos.tsx";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import { type CheckInView, viewCheckIn } from "./check_in.ts";
import { useVisit } from "./use_visit.ts";
import { reasonWords, words } from "./words.ts";

interface Found {
  place: Place | null;
  denied: boolean;
}

/** Looks where the phone is and says so before anything is sent; outside it asks why. */
export function CheckInSheet({ job, onClose }: { job: Job; onClose: () => void }) {
  const say = useSay();
  const { busy, act } = useVisit(job.appointment.id);
  const [found, setFound] = useState<Found | null>(null);
  const [insists, setInsists] = useState(false);
  const [photos, setPhotos] = useState<string[]>([]);
  const locate = useCallback(async () => {
    setFound(null);
    try {
      setFound({ place: await whereAmI(), denied: false });
    } catch (error) {
      setFound({ place: null, denied: error instanceof NoFixError && error.why === "denied" });
    }
  }, []);
  useEffect(() => {
    void locate();
  }, [locate]);

  const send = async (reason: string): Promise<void> => {
    const body = { ...(found?.place ? { location: found.place } : {}), reason, photos };
    const done = await act("arrive", body, say(words.arrived), (error) => {
      const wanted = error instanceof ApiError && error.code.startsWith("check_in.");
      setInsists((known) => known || wanted);
      return wanted;
    });
    if (done) onClose();
  };
  if (!found) {
    return (
      <Sheet open onClose={onClose} title={say(words.arrive)}>
        <div className="m-fix" role="status">
          <span className="s-spinner" aria-hidden="true" />
          {say(words.locating)}
        </div>
      </Sheet>
    );
  }
  const view = viewCheckIn(found.place, job.order.location, job.order.fence_m);
  const told = <Told found={found} view={view} onAgain={() => void locate()} />;
  if (view.doubts.length === 0 && !insists) {
    return (
      <Sheet
        open
        onClose={onClose}
        title={say(words.arrive)}
        footer={
          <Button kind="primary" size="l" block busy={busy} onClick={() => void send("")}>
            {say(words.arrive)}
          </Button>
        }
      >
        {told}
      </Sheet>
    );
  }
  return (
    <ReasonSheet
      title={say(words.arrive)}
      help={told}
      reasons={reasonWords.arrive.map((text) => ({ value: text.en, label: say(text) }))}
      send={say(words.arrive)}
      busy={busy}
      onSend={({ text }) => void send(text)}
      onClose={onClose}
    >
      <Field label={say(words.photoOptional)}>
        {(ties) => (
          <Photos
            id={ties.id}
            aria-labelledby={ties["aria-labelledby"]}
            value={photos}
            onChange={setPhotos}
            max={4}
            cameraOnly
          />
        )}
      </Field>
    </ReasonSheet>
  );
}

function Told({ found, view, onAgain }: { found: Found; view: CheckInView; onAgain: () => void }) {
  const say = useSay();
  const { distance } = useFormats();
  const doubt = view.doubts[0];
  const bad = found.denied ? words.denied : doubt ? words[doubt] : null;
  return (
    <div className="m-fix" role="status">
      {found.place ? (
        <span className="m-fix__far">
          {view.distance === null
            ? say(words.noSite)
            : say(words.away, { distance: distance(view.distance) })}
        </span>
      ) : null}
      <span className={bad ? "m-fix__bad" : "m-fix__good"}>{say(bad ?? words.inside)}</span>
      <Row>
        {found.place ? (
          <span className="m-faint">
            {say(words.fix, { m: found.place.accuracy_m ?? "?", age: found.place.fix_age_s ?? 0 })}
          </span>
        ) : null}
        <Button kind="quiet" size="s" icon="refresh" onClick={onAgain}>
          {say(words.locateAgain)}
        </Button>
      </Row>
    </div>
  );
}
