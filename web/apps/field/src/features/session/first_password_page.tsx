import { useSay } from "@sortie/ui/language.ts";
import { PasswordForm } from "../../kit/password_form.tsx";
import "./sign_in.css";
import { words } from "./words.ts";

/** Before anything else: a password only this person knows. */
export function FirstPasswordPage({ name, onDone }: { name: string; onDone: () => void }) {
  const say = useSay();
  return (
    <main className="m-sign-in">
      <header className="m-sign-in__head">
        <h1>{say(words.first)}</h1>
        <p>{say(words.firstClaim, { name })}</p>
      </header>
      <div className="m-sign-in__form">
        <PasswordForm onDone={onDone} />
      </div>
    </main>
  );
}
