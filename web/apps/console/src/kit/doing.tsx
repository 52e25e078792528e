import { ApiError, OfflineError } from "@sortie/client/problem.ts";
import { refresh } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import { uuid7 } from "@sortie/client/uuid7.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQueryClient } from "@tanstack/react-query";
import { App, Input } from "antd";
import { useCallback, useRef, useState } from "react";
import { doingWords as words } from "./doing_words.ts";

export interface Doing {
  busy: boolean;
  /** Runs one act of the user under one key; false when it was refused (and said so). */
  run: (act: (key: string) => Promise<unknown>, then?: Then) => Promise<boolean>;
}

export interface Then {
  /** Said on success. */
  done?: string;
  /** Objects and query keys that show what changed. */
  objects?: string[];
  keys?: readonly (readonly unknown[])[];
  /** True when the refusal is shown in another place, e.g. beside a field. */
  onRefused?: (error: ApiError) => boolean;
}

const CODE = /^\d{6}$/;

/** Acts with their three ends: done and said, refused and said, or «prove it's you» and once more. */
export function useDoing(): Doing {
  const say = useSay();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const proof = useRef("");

  const prove = useCallback(
    () =>
      new Promise<boolean>((settle) => {
        proof.current = "";
        const send = async (): Promise<void> => {
          const given = proof.current.trim();
          try {
            await post("/api/v1/session/proof", CODE.test(given) ? { totp: given } : { password: given });
          } catch (error) {
            void message.error(said(error, say(words.offline)));
            throw error;
          }
          settle(true);
        };
        modal.confirm({
          title: say(words.proofTitle),
          icon: null,
          okText: say(words.go),
          content: <ProofField onChange={(text) => (proof.current = text)} />,
          onOk: send,
          onCancel: () => settle(false),
        });
      }),
    [message, modal, say],
  );

  const run = useCallback<Doing["run"]>(
    async (act, then = {}) => {
      const key = uuid7();
      setBusy(true);
      try {
        try {
          await act(key);
        } catch (error) {
          if (!(error instanceof ApiError && error.code === "session.proof_needed")) throw error;
          if (!(await prove())) return false;
          await act(uuid7());
        }
        if (then.done) void message.success(then.done);
        return true;
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof OfflineError)) throw error;
        if (error instanceof ApiError && then.onRefused?.(error)) return false;
        void message.error(said(error, say(words.offline)));
        return false;
      } finally {
        setBusy(false);
        refresh(client, then.objects ?? []);
        for (const queryKey of then.keys ?? []) void client.invalidateQueries({ queryKey });
      }
    },
    [client, message, prove, say],
  );
  return { busy, run };
}

/** A refusal in one line: what the server says, with its first field's sentence. */
export function said(error: unknown, otherwise: string): string {
  if (!(error instanceof ApiError)) return otherwise;
  return error.fields[0]?.detail || error.detail || error.title;
}

function ProofField({ onChange }: { onChange: (text: string) => void }) {
  const say = useSay();
  return (
    <div className="c-proof">
      <span>{say(words.proofHelp)}</span>
      <Input.Password
        autoFocus
        autoComplete="current-password"
        aria-label={say(words.proof)}
        placeholder={say(words.proof)}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
