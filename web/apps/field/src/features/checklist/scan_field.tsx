import { Button } from "@sortie/ui/button.tsx";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { useEffect, useRef, useState } from "react";
import { words } from "./words.ts";

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
type DetectorClass = new () => Detector;

const LOOK_EVERY_MS = 250;

function detectorClass(): DetectorClass | null {
  return (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector ?? null;
}

export interface ScanFieldProps {
  value: string;
  onChange: (value: string) => void;
  onScan: (code: string) => void;
  labelledBy: string;
}

/** A code by the camera where the device can read one, typed everywhere. */
export function ScanField({ value, onChange, onScan, labelledBy }: ScanFieldProps) {
  const say = useSay();
  const [looking, setLooking] = useState(false);
  const found = (code: string): void => {
    setLooking(false);
    onChange(code);
    onScan(code);
  };
  return (
    <Stack>
      <Input
        className="m-big-input"
        autoCapitalize="characters"
        autoComplete="off"
        aria-labelledby={labelledBy}
        value={value}
        onChange={onChange}
      />
      {detectorClass() ? (
        <Button icon="scan" size="l" block onClick={() => setLooking(true)}>
          {say(words.scan)}
        </Button>
      ) : null}
      {looking ? <ScanSheet onFound={found} onClose={() => setLooking(false)} /> : null}
    </Stack>
  );
}

function ScanSheet({ onFound, onClose }: { onFound: (code: string) => void; onClose: () => void }) {
  const say = useSay();
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onFound);
  found.current = onFound;
  const [trouble, setTrouble] = useState(false);
  useEffect(() => {
    const Detector = detectorClass();
    if (!Detector) return;
    const detector = new Detector();
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    const look = async (): Promise<void> => {
      const [code] = video.current ? await detector.detect(video.current).catch(() => []) : [];
      if (gone) return;
      if (code) found.current(code.rawValue);
      else timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (gone || !video.current) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      await look();
    };
    begin().catch(() => setTrouble(true));
    return () => {
      gone = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <Sheet open onClose={onClose} title={say(words.scanAim)}>
      <div className="m-scan">
        <video ref={video} playsInline muted aria-label={say(words.scanAim)} />
        {trouble ? <p role="alert">{say(words.noCamera)}</p> : null}
      </div>
    </Sheet>
  );
}
