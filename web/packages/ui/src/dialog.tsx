import { type ReactNode, useSyncExternalStore } from "react";
import { Button } from "./button.tsx";
import { useSay } from "./language.ts";
import { Sheet } from "./sheet.tsx";
import { words } from "./words.ts";

export interface DialogProps {
  open: boolean;
  title: ReactNode;
  children?: ReactNode;
  confirm?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

export function Dialog({ open, title, children, confirm, danger, busy, onConfirm, onCancel }: DialogProps) {
  const say = useSay();
  return (
    <Sheet
      open={open}
      onClose={onCancel}
      title={title}
      place="middle"
      footer={
        <>
          <Button onClick={onCancel}>{say(words.cancel)}</Button>
          <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
            {confirm ?? say(words.confirm)}
          </Button>
        </>
      }
    >
      {children}
    </Sheet>
  );
}

interface Question {
  title: ReactNode;
  text?: ReactNode;
  confirm?: string;
  danger?: boolean;
}

let asked: (Question & { answer: (yes: boolean) => void }) | null = null;
const listeners = new Set<() => void>();

function show(next: typeof asked): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** `if (await ask({ title, danger: true })) …`; needs one <DialogHost/> in the app. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    show({
      ...question,
      answer: (yes) => {
        show(null);
        resolve(yes);
      },
    });
  });
}

export function DialogHost() {
  const question = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
  if (!question) return null;
  return (
    <Dialog
      open
      title={question.title}
      confirm={question.confirm}
      danger={question.danger}
      onConfirm={() => question.answer(true)}
      onCancel={() => question.answer(false)}
    >
      {question.text}
    </Dialog>
  );
}
