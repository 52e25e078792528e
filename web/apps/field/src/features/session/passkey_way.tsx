import { passkeysHere, signInByPasskey } from "@sortie/client/passkey.ts";
import { ApiError } from "@sortie/client/problem.ts";
import { Button } from "@sortie/ui/button.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useState } from "react";
import { words } from "./words.ts";

/** In by the device's own lock: a finger, a face, its PIN. */
export function PasskeyWay({
  onSignedIn,
  onTrouble,
}: {
  onSignedIn: () => void;
  onTrouble: (text: string) => void;
}) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  if (!passkeysHere()) return null;
  const go = async (): Promise<void> => {
    setBusy(true);
    onTrouble("");
    try {
      if (await signInByPasskey()) onSignedIn();
    } catch (error) {
      onTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="l" block busy={busy} onClick={() => void go()}>
      {say(words.passkey)}
    </Button>
  );
}
