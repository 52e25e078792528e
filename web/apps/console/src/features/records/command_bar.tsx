import { may, movesFrom, type ObjectMeta, type TransitionMeta } from "@sortie/client/metadata.ts";
import { ApiError } from "@sortie/client/problem.ts";
import { useAct, useRecordWrites } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { titleOf } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { recordWords as words } from "./words.ts";

/** The moves the state machine offers from here, then edit and delete: only what this actor may do. */
export function CommandBar({ object, row }: { object: ObjectMeta; row: Row }) {
  const say = useSay();
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const writes = useRecordWrites(object.name);
  const act = useAct();
  const [busy, setBusy] = useState("");
  const [asked, setAsked] = useState<TransitionMeta | null>(null);
  const state = object.machine ? String(row.values[object.machine.field] ?? "") : "";

  const take = async (move: TransitionMeta, reason?: string): Promise<void> => {
    setBusy(move.command);
    try {
      await writes.command(row.id, move.command, {
        version: row.version,
        key: act.key(),
        ...(reason ? { reason } : {}),
      });
      act.renew();
      setAsked(null);
      void message.success(say(move.label));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      act.renew();
      void message.error(error.detail || error.title);
    } finally {
      setBusy("");
    }
  };
  const remove = (): void => {
    modal.confirm({
      title: say(words.deleteAsk, { title: titleOf(object, row) }),
      content: say(words.deleteHelp),
      okButtonProps: { danger: true },
      okText: say(words.delete),
      onOk: async () => {
        await writes.delete(row.id, { version: row.version });
        void message.success(say(words.deleted));
        void navigate({ to: "/records/$object", params: { object: object.name } });
      },
    });
  };
  return (
    <div className="r-commands">
      {movesFrom(object, state).map((move, index) => (
        <Button
          key={move.command}
          type={index === 0 ? "primary" : "default"}
          loading={busy === move.command}
          onClick={() => (move.needs_reason ? setAsked(move) : void take(move))}
        >
          {say(move.label)}
        </Button>
      ))}
      {object.writable && may(object, "update") ? (
        <Button
          onClick={() =>
            void navigate({ to: "/records/$object/$id/edit", params: { object: object.name, id: row.id } })
          }
        >
          {say(words.edit)}
        </Button>
      ) : null}
      {object.writable && may(object, "delete") ? (
        <Button danger type="text" onClick={remove}>
          {say(words.delete)}
        </Button>
      ) : null}
      {asked ? (
        <ReasonModal
          move={asked}
          busy={busy !== ""}
          onCancel={() => setAsked(null)}
          onGiven={(reason) => void take(asked, reason)}
        />
      ) : null}
    </div>
  );
}

interface ReasonModalProps {
  move: TransitionMeta;
  busy: boolean;
  onCancel: () => void;
  onGiven: (reason: string) => void;
}

function ReasonModal({ move, busy, onCancel, onGiven }: ReasonModalProps) {
  const say = useSay();
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open
      title={say(move.label)}
      okText={say(move.label)}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={({ reason }) => onGiven(reason.trim())}>
        <Form.Item
          name="reason"
          label={say(words.reason)}
          rules={[{ required: true, whitespace: true, message: say(words.reasonNeed) }]}
        >
          <Input.TextArea rows={3} autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
