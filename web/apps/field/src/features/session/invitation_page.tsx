import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { PasswordForm } from "../../kit/password_form.tsx";
import "./sign_in.css";
import { words } from "./words.ts";

const INVITATION = "/api/v1/session/invitation";

/** Follows the link of an invitation, `…/invitation#<token>`: whom it is for, then the first password. */
export function InvitationPage({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const token = globalThis.location.hash.slice(1);
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<{ name: string; login: string; tenant: string }>(INVITATION, { token }),
    retry: false,
  });
  return (
    <main className="m-sign-in">
      <header className="m-sign-in__head">
        <h1>{say(words.join)}</h1>
        {invitation.data ? (
          <p>{say(words.joinClaim, { name: invitation.data.name, tenant: invitation.data.tenant })}</p>
        ) : null}
      </header>
      <div className="m-sign-in__form">
        <Loaded query={invitation}>
          {({ login }) => (
            <>
              <p>{say(words.joinLogin, { login })}</p>
              <PasswordForm
                withOld={false}
                save={(password, key) => post(`${INVITATION}/accept`, { token, password }, { key })}
                onDone={onDone}
              />
            </>
          )}
        </Loaded>
      </div>
    </main>
  );
}
