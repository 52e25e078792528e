import { useSay } from "@sortie/ui/language.ts";
import { PasswordForm } from "../../kit/password_form.tsx";
import { WayIn } from "./way_in.tsx";
import { words } from "./words.ts";

/** Before anything else: a password only this person knows. */
export function FirstPasswordPage({ name, onDone }: { name: string; onDone: () => void }) {
  const say = useSay();
  return (
    <WayIn title={say(words.first)} claim={say(words.firstClaim, { name })}>
      <PasswordForm onDone={onDone} />
    </WayIn>
  );
}
