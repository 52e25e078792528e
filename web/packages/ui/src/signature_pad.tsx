import { useEffect, useRef, useState } from "react";
import type SignaturePadLibrary from "signature_pad";
import "./styles/media.css";
import { Button } from "./button.tsx";
import { useSay } from "./language.ts";
import { Row } from "./page.tsx";
import { words } from "./words.ts";

export interface SignaturePadProps {
  /** The strokes as a PNG when the signer presses «accept». */
  onSign: (image: Blob) => Promise<unknown> | undefined;
  label?: string;
  disabled?: boolean;
}

/** Signs with a finger or a pen; the library comes when the pad is first shown. */
export function SignaturePad({ onSign, label, disabled }: SignaturePadProps) {
  const say = useSay();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePadLibrary | null>(null);
  const [drawn, setDrawn] = useState(false);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let gone = false;
    void import("signature_pad").then(({ default: Library }) => {
      const area = canvas.current;
      if (gone || !area) return;
      const scale = Math.max(1, globalThis.devicePixelRatio);
      area.width = area.clientWidth * scale;
      area.height = area.clientHeight * scale;
      area.getContext("2d")?.scale(scale, scale);
      pad.current = new Library(area, {
        penColor: "#16211f",
        minWidth: 1,
        maxWidth: 2.8,
        backgroundColor: "#ffffff",
      });
      pad.current.addEventListener("endStroke", () => setDrawn(true));
    });
    return () => {
      gone = true;
      pad.current?.off();
    };
  }, []);

  const clear = (): void => {
    pad.current?.clear();
    setDrawn(false);
  };
  const accept = async (): Promise<void> => {
    const image = await new Promise<Blob | null>((resolve) => {
      if (canvas.current) canvas.current.toBlob(resolve, "image/png");
      else resolve(null);
    });
    if (!image) return;
    setBusy(true);
    try {
      await onSign(image);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="s-sign">
      <div className="s-sign__area">
        <canvas ref={canvas} role="img" aria-label={label ?? say(words.signHere)} />
        {drawn ? null : <span className="s-sign__hint">{label ?? say(words.signHere)}</span>}
      </div>
      <Row>
        <Button onClick={clear} disabled={!drawn || busy}>
          {say(words.signAgain)}
        </Button>
        <Button kind="primary" busy={busy} disabled={!drawn || disabled} onClick={() => void accept()}>
          {say(words.signAccept)}
        </Button>
      </Row>
    </div>
  );
}
