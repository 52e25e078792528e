import { uploadFile } from "@sortie/client/files.ts";
import { useMe } from "@sortie/client/queries.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { goBack, navigate } from "@sortie/ui/router.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { SignaturePad } from "@sortie/ui/signature_pad.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isAnswered } from "../../kit/answers.ts";
import { useDoing } from "../../kit/doing.ts";
import { fieldApi, type Job } from "../../kit/field_api.ts";
import { fieldKeys, useJob } from "../../kit/field_queries.ts";
import { totalOf } from "../../kit/money.ts";
import { ReasonSheet } from "../../kit/reason_sheet.tsx";
import "./acceptance.css";
import { refuseReasons, words } from "./words.ts";

type Word =
  | { result: "accepted"; signer: string; signature: { file: string; signer: string; at: string } }
  | { result: "refused"; reason: string };

/** The customer's page on the engineer's phone: what was done, what it costs, their word. */
export function AcceptancePage({ id }: { id: string }) {
  const say = useSay();
  const job = useJob(id);
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const [open, setOpen] = useState<"accept" | "refuse" | null>(null);
  const close = (): void => setOpen(null);
  const waiting = job.data?.order.state === "pending_acceptance";

  const give = async (order: string, word: Word): Promise<void> => {
    const done = await run(word, (key, happened) =>
      fieldApi.customersWord(order, { ...happened, ...word }, key),
    );
    if (!done) return;
    toast(say(word.result === "accepted" ? words.accepted : words.refused));
    void client.invalidateQueries({ queryKey: fieldKeys.visits });
    navigate(`/jobs/${id}`, { replace: true });
  };
  return (
    <Page
      nav={
        <NavBar title={say(words.title)} note={job.data?.order.number} onBack={() => goBack(`/jobs/${id}`)} />
      }
      footer={
        waiting ? (
          <div className="m-bar">
            <Button size="l" disabled={busy} onClick={() => setOpen("refuse")}>
              {say(words.refuse)}
            </Button>
            <Button kind="primary" size="l" disabled={busy} onClick={() => setOpen("accept")}>
              {say(words.accept)}
            </Button>
          </div>
        ) : null
      }
    >
      <Loaded query={job}>
        {(loaded) =>
          waiting ? (
            <>
              <Summary job={loaded} />
              {open === "accept" ? (
                <SignSheet
                  name={loaded.order.contact_name ?? ""}
                  onSigned={(signer, file) =>
                    give(loaded.order.id, {
                      result: "accepted",
                      signer,
                      signature: { file, signer, at: new Date().toISOString() },
                    })
                  }
                  onClose={close}
                />
              ) : null}
              {open === "refuse" ? (
                <ReasonSheet
                  title={say(words.refuse)}
                  help={say(words.refuseHelp)}
                  reasons={refuseReasons.map((text) => ({ value: text.en, label: say(text) }))}
                  send={say(words.refuse)}
                  danger
                  busy={busy}
                  onSend={({ text }) => void give(loaded.order.id, { result: "refused", reason: text })}
                  onClose={close}
                />
              ) : null}
            </>
          ) : (
            <Empty icon="check" text={say(words.notWaiting)} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Summary({ job }: { job: Job }) {
  const say = useSay();
  const { money, number, moment, time } = useFormats();
  const me = useMe().data;
  const { appointment, order, place, lines, steps } = job;
  const done = steps.items.filter((step) => isAnswered(step.answer)).length;
  return (
    <Stack>
      <section className="m-hand">
        <h2>{say(words.hand)}</h2>
        <p>{say(words.handNote)}</p>
      </section>
      <Card>
        <Facts>
          <Fact label={say(words.work)}>
            {[order.subject, place.asset_name, place.model].filter(Boolean).join(" · ")}
          </Fact>
          {appointment.outcome ? <Fact label={say(words.outcome)}>{appointment.outcome}</Fact> : null}
          {steps.items.length > 0 ? (
            <Fact label={say(words.steps)}>{say(words.stepsDone, { done })}</Fact>
          ) : null}
          <Fact label={say(words.engineer)}>{me?.name}</Fact>
          {appointment.work_started_at && appointment.finished_at ? (
            <Fact label={say(words.time)}>
              {moment(appointment.work_started_at)} – {time(appointment.finished_at)}
            </Fact>
          ) : null}
        </Facts>
      </Card>
      <Card title={say(words.lines)}>
        {lines.length === 0 ? (
          <p>{say(words.noLines)}</p>
        ) : (
          <div className="m-prices">
            <Facts>
              {lines.map((line) => (
                <Fact key={line.id} label={`${line.name} × ${number(line.quantity)}`}>
                  {money(totalOf([line]))}
                </Fact>
              ))}
              <Fact label={say(words.total)}>
                <strong>{money(totalOf(lines))}</strong>
              </Fact>
            </Facts>
          </div>
        )}
        <p>{say(words.priceNote)}</p>
      </Card>
    </Stack>
  );
}

interface SignSheetProps {
  name: string;
  onSigned: (signer: string, file: string) => Promise<void>;
  onClose: () => void;
}

function SignSheet({ name, onSigned, onClose }: SignSheetProps) {
  const say = useSay();
  const [signer, setSigner] = useState(name);
  const [tried, setTried] = useState(false);
  const sign = async (image: Blob): Promise<void> => {
    setTried(true);
    if (!signer.trim()) return;
    try {
      const { id } = await uploadFile(image, "signature.png");
      await onSigned(signer.trim(), id);
    } catch {
      toast(say(words.uploadFailed), "danger");
    }
  };
  return (
    <Sheet open onClose={onClose} title={say(words.accept)}>
      <Stack>
        <p>{say(words.agree)}</p>
        <Field
          label={say(words.signer)}
          required
          error={tried && !signer.trim() ? say(words.signerMissing) : undefined}
        >
          {(ties) => (
            <Input {...ties} autoComplete="off" maxLength={60} value={signer} onChange={setSigner} />
          )}
        </Field>
        <SignaturePad onSign={sign} />
      </Stack>
    </Sheet>
  );
}
