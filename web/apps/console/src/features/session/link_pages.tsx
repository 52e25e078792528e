import { session } from "@sortie/client/session.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { waysIn } from "./api.ts";
import { WayIn } from "./frame.tsx";
import { PasswordForm } from "./password_form.tsx";
import { signInWords as words } from "./words.ts";

/** The token rides behind «#», so that no server log and no referrer ever holds it. */
const tokenHere = (): string => globalThis.location.hash.slice(1);

const home = (): void => globalThis.location.assign("/console/");

/** Whom an invitation is for, and their first password. */
export function InvitationPage() {
  const say = useSay();
  const [token] = useState(tokenHere);
  const invited = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => waysIn.invitation(token),
    enabled: token !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!token) return <Incomplete />;
  return (
    <WayIn
      title={
        invited.data
          ? say(words.inviteTitle, { name: invited.data.name })
          : say(invited.isError ? words.brokenTitle : words.inviteOpening)
      }
    >
      <Loaded query={invited}>
        {({ tenant, login }) => (
          <>
            <p>{say(words.inviteHelp, { tenant, login })}</p>
            <PasswordForm
              submit={say(words.inviteGo)}
              onGiven={async ({ password }) => {
                await waysIn.accept(token, password);
                home();
              }}
            />
          </>
        )}
      </Loaded>
    </WayIn>
  );
}

/** The mailed link of a forgotten password. */
export function ResetPage() {
  const say = useSay();
  const [token] = useState(tokenHere);
  const [done, setDone] = useState(false);
  if (!token) return <Incomplete />;
  return (
    <WayIn title={say(words.resetTitle)}>
      {done ? (
        <>
          <Alert type="success" showIcon title={say(words.resetDone)} role="status" />
          <Button type="primary" size="large" block onClick={home}>
            {say(words.submit)}
          </Button>
        </>
      ) : (
        <PasswordForm
          submit={say(words.resetSave)}
          onGiven={async ({ password }) => {
            await waysIn.reset(token, password);
            setDone(true);
          }}
        />
      )}
    </WayIn>
  );
}

/** A password somebody else chose is changed before anything else. */
export function HurdlePage({ onPassed }: { onPassed: () => void }) {
  const say = useSay();
  const leave = async (): Promise<void> => {
    await session.signOut();
    home();
  };
  return (
    <WayIn title={say(words.hurdleTitle)}>
      <p>{say(words.hurdleHelp)}</p>
      <PasswordForm
        withOld
        submit={say(words.hurdleGo)}
        onGiven={async ({ old, password }) => {
          await waysIn.newPassword(old ?? "", password);
          onPassed();
        }}
      />
      <Button type="link" onClick={() => void leave()}>
        {say(words.signOut)}
      </Button>
    </WayIn>
  );
}

function Incomplete() {
  const say = useSay();
  return (
    <WayIn title={say(words.brokenTitle)}>
      <Alert type="warning" showIcon title={say(words.noToken)} />
      <Button type="primary" size="large" onClick={home}>
        {say(words.back)}
      </Button>
    </WayIn>
  );
}
