import { ApiError } from "@sortie/client/problem.ts";
import { post } from "@sortie/client/transport.ts";
import { Button } from "@sortie/ui/button.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Banner, Stack } from "@sortie/ui/page.tsx";
import { navigate } from "@sortie/ui/router.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PasswordForm } from "../../kit/password_form.tsx";
import { WayIn } from "./way_in.tsx";
import { words } from "./words.ts";

const INVITATION = "/api/v1/session/invitation";

/** The token rides behind «#», so that no server log and no referrer ever holds it. */
const tokenHere = (): string => globalThis.location.hash.slice(1);

/** A link that holds no more: used, too old, replaced by a newer one, or cut in half by a messenger. */
const isOver = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 410 || error.fields.some(({ path }) => path === "token"));

/** Follows the link of an invitation, `…/invitation#<token>`: whom it is for, then the first password. */
export function InvitationPage({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const [token] = useState(tokenHere);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<{ name: string; login: string; tenant: string }>(INVITATION, { token }),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!token || isOver(invitation.error)) return <Over text={say(token ? words.joinOver : words.joinCut)} />;
  const { data } = invitation;
  return (
    <WayIn
      title={say(words.join)}
      claim={data ? say(words.joinClaim, { name: data.name, tenant: data.tenant }) : undefined}
    >
      <Loaded query={invitation}>
        {({ login }) => (
          <Stack>
            <p>{say(words.joinLogin, { login })}</p>
            <PasswordForm
              withOld={false}
              save={(password, key) => post(`${INVITATION}/accept`, { token, password }, { key })}
              onDone={onDone}
            />
          </Stack>
        )}
      </Loaded>
    </WayIn>
  );
}

/** Follows the mailed link of a forgotten password, `…/reset#<token>`. */
export function ResetPage({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const [token] = useState(tokenHere);
  const [over, setOver] = useState(false);
  const [done, setDone] = useState(false);
  if (!token || over) return <Over text={say(token ? words.resetOver : words.joinCut)} />;
  return (
    <WayIn title={say(words.reset)}>
      {done ? (
        <Stack>
          <div role="status">
            <Banner tone="done">{say(words.resetDone)}</Banner>
          </div>
          <Button kind="primary" size="l" block onClick={onDone}>
            {say(words.submit)}
          </Button>
        </Stack>
      ) : (
        <PasswordForm
          withOld={false}
          save={async (password, key) => {
            try {
              await post("/api/v1/session/reset/finish", { token, password }, { key });
            } catch (error) {
              setOver(isOver(error));
              throw error;
            }
          }}
          onDone={() => setDone(true)}
        />
      )}
    </WayIn>
  );
}

function Over({ text }: { text: string }) {
  const say = useSay();
  return (
    <WayIn title={say(words.linkOver)}>
      <Stack>
        <div role="alert">
          <Banner tone="paused">{text}</Banner>
        </div>
        <Button size="l" block onClick={() => navigate("/", { replace: true })}>
          {say(words.toSignIn)}
        </Button>
      </Stack>
    </WayIn>
  );
}
