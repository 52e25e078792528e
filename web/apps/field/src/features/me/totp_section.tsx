import { ApiError } from "@sortie/client/problem.ts";
import { Button } from "@sortie/ui/button.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { account, accountKeys } from "./account_api.ts";
import { AnswerForm } from "./answer_form.tsx";
import "./me.css";
import { words } from "./words.ts";

// drawn by few, once: it comes when it is asked for
const QrCode = lazy(async () => ({ default: (await import("@rc-component/qrcode")).QRCodeSVG }));

type Stage =
  | { at: "proof"; next: "start" | "stop" }
  | { at: "code"; secret: string; uri: string }
  | { at: "spare"; codes: string[] };

/** The second factor: on with a key and a first code, off after a question. */
export function TotpSection() {
  const say = useSay();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const [stage, setStage] = useState<Stage | null>(null);
  const [trouble, setTrouble] = useState("");
  const state = useQuery({ queryKey: accountKeys.totp, queryFn: ({ signal }) => account.totp(signal) });
  const enabled = state.data?.enabled === true;

  const go = async (what: "start" | "stop"): Promise<void> => {
    const needsProof = (error: unknown): boolean => {
      const wanted = error instanceof ApiError && error.code === "session.proof_needed";
      if (wanted) setStage({ at: "proof", next: what });
      return wanted;
    };
    if (what === "start") {
      const begun = await run("start", () => account.startTotp(), needsProof);
      if (begun) setStage({ at: "code", ...begun });
      return;
    }
    const stopped = await run("stop", () => account.removeTotp(), needsProof);
    if (stopped) setStage(null);
    void client.invalidateQueries({ queryKey: accountKeys.totp });
  };
  const press = async (): Promise<void> => {
    if (!enabled) return go("start");
    if (await ask({ title: say(words.totpStopAsk), danger: true })) await go("stop");
  };
  // the sign-in's own sentence speaks of accounts: here it is only the password or the code
  const refused = (error: unknown): boolean => {
    const wrong = error instanceof ApiError && error.code === "session.refused";
    if (wrong) setTrouble(say(stage?.at === "proof" ? words.wrongPassword : words.wrongCode));
    return wrong;
  };
  const answer = async (typed: string): Promise<void> => {
    setTrouble("");
    if (stage?.at === "proof") {
      const proved = await run(typed, () => account.prove(typed), refused);
      if (proved) await go(stage.next);
    } else if (stage?.at === "code") {
      const done = await run(typed, () => account.confirmTotp(typed.replace(/\s/g, "")), refused);
      if (!done) return;
      setStage({ at: "spare", codes: done.recovery_codes });
      void client.invalidateQueries({ queryKey: accountKeys.totp });
    }
  };
  const note = enabled ? say(words.totpOn, { n: state.data?.codes_left ?? 0 }) : say(words.totpOff);
  return (
    <List>
      <ListItem
        title={say(words.totp)}
        note={state.data ? note : null}
        after={
          <Button size="s" busy={busy && !stage} disabled={!state.data} onClick={() => void press()}>
            {say(enabled ? words.totpStop : words.totpStart)}
          </Button>
        }
      />
      {stage ? (
        <StageSheet
          stage={stage}
          trouble={trouble}
          busy={busy}
          onAnswer={answer}
          onClose={() => setStage(null)}
        />
      ) : null}
    </List>
  );
}

interface StageSheetProps {
  stage: Stage;
  trouble: string;
  busy: boolean;
  onAnswer: (typed: string) => Promise<void>;
  onClose: () => void;
}

function StageSheet({ stage, trouble, busy, onAnswer, onClose }: StageSheetProps) {
  const say = useSay();
  if (stage.at === "spare") {
    return (
      <Sheet open firm onClose={onClose} title={say(words.totp)}>
        <Stack>
          <p>{say(words.totpDone)}</p>
          <p className="m-key">{stage.codes.join("  ")}</p>
          <Button kind="primary" size="l" block onClick={onClose}>
            {say(words.done)}
          </Button>
        </Stack>
      </Sheet>
    );
  }
  return (
    <Sheet open onClose={onClose} title={say(stage.at === "proof" ? words.proof : words.totp)}>
      <Stack>
        {stage.at === "code" ? (
          <>
            <p>{say(words.totpHelp)}</p>
            <div className="m-qr" role="img" aria-label={say(words.totpQr)}>
              <Suspense>
                <QrCode value={stage.uri} size={176} marginSize={2} />
              </Suspense>
            </div>
            <p className="m-key">{stage.secret}</p>
            <a href={stage.uri}>{say(words.totpOpen)}</a>
          </>
        ) : null}
        <AnswerForm
          key={stage.at}
          secret={stage.at === "proof"}
          trouble={trouble}
          busy={busy}
          onAnswer={onAnswer}
        />
      </Stack>
    </Sheet>
  );
}
