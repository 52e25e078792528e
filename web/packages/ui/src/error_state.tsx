import "./styles/feedback.css";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useSay } from "./language.ts";
import { words } from "./words.ts";

/** What failed, in the server's words where it gave some, and a way on. */
export function ErrorState({ error, onRetry }: { error?: unknown; onRetry?: () => void }) {
  const say = useSay();
  const told =
    error instanceof Error && "title" in error ? (error as Error & { title: string; detail?: string }) : null;
  return (
    <div className="s-state" role="alert">
      <span className="s-state__icon s-state__icon--bad">
        <Icon name="warning" size={32} />
      </span>
      <p className="s-state__title">{told?.title ?? say(words.failed)}</p>
      <p>{told?.detail || say(words.failedHelp)}</p>
      {onRetry ? (
        <Button icon="refresh" onClick={onRetry}>
          {say(words.retry)}
        </Button>
      ) : null}
    </div>
  );
}
