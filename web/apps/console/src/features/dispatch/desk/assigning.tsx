import type { ApiError } from "@sortie/client/problem.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Form, Input, Modal } from "antd";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { type AssignWish, desk, type MoveWish } from "./api.ts";
import { useDeskAct } from "./queries.ts";
import { deskWords as words } from "./words.ts";

export interface Assigning {
  busy: boolean;
  assign: (order: string, wish: AssignWish, name: string) => Promise<boolean>;
  move: (appointment: string, wish: MoveWish, name: string) => Promise<boolean>;
  /** To be drawn once: asks for a reason when the person doesn't qualify. */
  dialog: ReactNode;
}

/** Assigning and moving, with the way on when a hard rule says no: «assign anyway», with a reason. */
export function useAssigning(onDone?: () => void): Assigning {
  const say = useSay();
  const again = useRef<((reason: string) => Promise<boolean>) | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const overridable = useCallback((error: ApiError) => {
    if (error.code !== "dispatch.not_qualified") return false;
    setRefusal(error);
    return true;
  }, []);
  const { busy, run } = useDeskAct(overridable);

  const give = useCallback(
    async (act: (key: string, reason?: string) => Promise<unknown>, name: string): Promise<boolean> => {
      setRefusal(null);
      const done = say(words.assigned, { name });
      again.current = (reason) => run((key) => act(key, reason), done);
      const ok = await run((key) => act(key), done);
      if (ok) onDone?.();
      return ok;
    },
    [onDone, run, say],
  );
  const assign = useCallback<Assigning["assign"]>(
    (order, wish, name) =>
      give(
        (key, reason) =>
          desk.assign(order, { ...wish, ...(reason ? { override_reason: reason } : {}) }, { key }),
        name,
      ),
    [give],
  );
  const move = useCallback<Assigning["move"]>(
    (appointment, wish, name) =>
      give(
        (key, reason) =>
          desk.move(appointment, { ...wish, ...(reason ? { override_reason: reason } : {}) }, { key }),
        name,
      ),
    [give],
  );
  const dialog = refusal ? (
    <OverrideDialog
      detail={refusal.detail}
      reasons={reasonsOf(refusal)}
      busy={busy}
      onCancel={() => setRefusal(null)}
      onGiven={async (reason) => {
        if (!(await again.current?.(reason))) return;
        setRefusal(null);
        onDone?.();
      }}
    />
  ) : null;
  return { busy, assign, move, dialog };
}

function reasonsOf(error: ApiError): string[] {
  const given = error.extra.reasons;
  return Array.isArray(given) ? given.map((one) => String((one as { text?: unknown }).text ?? "")) : [];
}

interface OverrideProps {
  detail: string;
  reasons: string[];
  busy: boolean;
  onCancel: () => void;
  onGiven: (reason: string) => void;
}

function OverrideDialog({ detail, reasons, busy, onCancel, onGiven }: OverrideProps) {
  const say = useSay();
  return (
    <ReasonDialog
      title={say(words.overrideTitle)}
      label={say(words.overrideAsk)}
      ok={say(words.overrideOk)}
      danger
      busy={busy}
      onCancel={onCancel}
      onGiven={onGiven}
    >
      <Alert
        type="warning"
        showIcon
        title={detail}
        description={
          reasons.length > 1 ? (
            <ul className="d-reasons">
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          ) : undefined
        }
      />
    </ReasonDialog>
  );
}

interface ReasonDialogProps {
  title: string;
  label: string;
  ok: string;
  danger?: boolean;
  busy: boolean;
  /** May be left empty. */
  optional?: boolean;
  children?: ReactNode;
  onCancel: () => void;
  onGiven: (reason: string) => void;
}

/** Asks for words before an act. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, label, ok, danger, busy, optional, children, onCancel, onGiven } = props;
  const say = useSay();
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={say(words.back)}
      okButtonProps={{ danger: danger === true }}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => form.submit()}
    >
      <div className="d-dialog">
        {children}
        <Form form={form} layout="vertical" onFinish={({ reason }) => onGiven((reason ?? "").trim())}>
          <Form.Item
            name="reason"
            label={label}
            rules={optional ? [] : [{ required: true, whitespace: true, message: say(words.reasonNeed) }]}
          >
            <Input.TextArea rows={3} autoFocus maxLength={200} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  );
}
