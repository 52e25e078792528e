import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { Input, TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { type Photo, PhotoPicker } from "@sortie/ui/photo_picker.tsx";
import { SignaturePad } from "@sortie/ui/signature_pad.tsx";
import { useState } from "react";
import { sendPicture, type Tracking } from "../../kit/portal_api.ts";
import { useCustomerAct } from "./use_act.ts";
import { words } from "./words.ts";

/** Accept with a signature, or refuse with a reason. */
export function Judge({ company, token, job }: { company: string; token: string; job: Tracking }) {
  const say = useSay();
  const accept = useCustomerAct(company, token, "accept", say(words.accepted));
  const refuse = useCustomerAct(company, token, "refuse", say(words.refused));
  const [signer, setSigner] = useState("");
  const [nameless, setNameless] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const [photos, setPhotos] = useState<Photo[]>([]);

  const sign = async (image: Blob): Promise<void> => {
    if (!signer.trim()) {
      setNameless(true);
      return;
    }
    const stored = await sendPicture(company, image, "signature.png");
    await accept.mutateAsync({ signer: signer.trim(), signature: stored.id }).catch(() => undefined);
  };
  return (
    <Card title={say(words.judge)}>
      <Stack>
        <p>{say(words.judgeNote)}</p>
        {reason === null ? (
          <>
            <Field label={say(words.signer)} required error={nameless ? say(words.needed) : undefined}>
              {(ties) => (
                <Input
                  {...ties}
                  autoComplete="name"
                  maxLength={60}
                  value={signer}
                  onChange={(next) => {
                    setSigner(next);
                    setNameless(false);
                  }}
                />
              )}
            </Field>
            <SignaturePad label={say(words.signHere)} onSign={sign} disabled={accept.isPending} />
            {job.can.refuse ? (
              <Button kind="quiet" block onClick={() => setReason("")}>
                {say(words.refuse)}
              </Button>
            ) : null}
          </>
        ) : (
          <>
            <Field label={say(words.refuseWhy)} required>
              {(ties) => <TextArea {...ties} rows={3} maxLength={1000} value={reason} onChange={setReason} />}
            </Field>
            <Field label={say(words.refusePhotos)}>
              {(ties) => (
                <PhotoPicker
                  id={ties.id}
                  aria-labelledby={ties["aria-labelledby"]}
                  value={photos}
                  onChange={setPhotos}
                  upload={(file) => sendPicture(company, file, file.name)}
                />
              )}
            </Field>
            <Button
              kind="danger"
              block
              busy={refuse.isPending}
              disabled={!reason.trim()}
              onClick={() => refuse.mutate({ reason: reason.trim(), photos: photos.map(({ id }) => id) })}
            >
              {say(words.refuseSend)}
            </Button>
            <Button kind="quiet" block onClick={() => setReason(null)}>
              {say({ zh: "返回", en: "Back" })}
            </Button>
          </>
        )}
      </Stack>
    </Card>
  );
}
