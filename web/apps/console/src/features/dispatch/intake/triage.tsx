import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useMe, useObject, useRecord, useRecords, useRecordWrites } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { RecordDetail } from "@sortie/forms/record_value.tsx";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Form, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { ReasonDialog } from "../desk/assigning.tsx";
import { useChoices } from "../desk/choices.ts";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { useDeskAct } from "../desk/queries.ts";
import { deskWords } from "../desk/words.ts";
import { type ConvertWish, intake } from "./api.ts";
import { CustomerPicker } from "./customer_picker.tsx";
import { DuplicateList } from "./duplicate_list.tsx";
import { intakeWords as words } from "./words.ts";

const WAITING = new Set(["new", "triaged"]);

/** One request with all that can become of it. */
export function Triage({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const record = useRecord("service_request", id);
  return <Loaded query={record}>{(row) => <TriageOf row={row} onOpen={onOpen} />}</Loaded>;
}

type Asked = "convert" | "reject" | "answer" | null;

function TriageOf({ row, onOpen }: { row: Row; onOpen: (id: string) => void }) {
  const say = useSay();
  const object = useObject("service_request");
  const [asked, setAsked] = useState<Asked>(null);
  const { busy, run } = useDeskAct();
  const writes = useRecordWrites("service_request");
  const waiting = WAITING.has(String(row.values.state));
  const duplicates = useQuery({
    queryKey: ["desk", "duplicates", row.id],
    queryFn: ({ signal }) => intake.duplicates(row.id, signal),
    enabled: waiting,
    meta: { watches: ["service_request", "work_order"] },
  });
  const order = row.values.work_order as Reference | null;
  const touch = async (act: (key: string) => Promise<unknown>, done: string): Promise<void> => {
    if (await run(act, done)) setAsked(null);
  };
  if (!object) return null;
  const writable = may(object, "update");
  return (
    <div className="i-triage">
      {waiting && writable ? (
        <div className="d-actions">
          <Button type="primary" onClick={() => setAsked("convert")}>
            {say(words.convert)}
          </Button>
          <Button onClick={() => setAsked("answer")}>{say(words.reply)}</Button>
          {(object.machine?.transitions ?? [])
            .filter((move) => ["triage", "reject"].includes(move.command))
            .filter((move) => move.sources.includes(String(row.values.state)))
            .map((move) => (
              <Button
                key={move.command}
                danger={move.command === "reject"}
                loading={busy}
                onClick={() =>
                  move.needs_reason
                    ? setAsked("reject")
                    : void touch(
                        (key) => writes.command(row.id, move.command, { version: row.version, key }),
                        say(move.label),
                      )
                }
              >
                {say(move.label)}
              </Button>
            ))}
        </div>
      ) : null}
      {order ? (
        <Link to="/orders/$id" params={{ id: order.id }}>
          {say(words.orderNumber)} {order.title}
        </Link>
      ) : null}
      {(duplicates.data?.duplicates.length ?? 0) > 0 ? (
        <DuplicateList
          found={duplicates.data?.duplicates ?? []}
          onMerge={(into) =>
            void touch((key) => intake.merge(row.id, into.id, { key }), say(words.merged)).then(() =>
              onOpen(into.id),
            )
          }
        />
      ) : null}
      <PhotoWall ids={filesOf(row.values.photos).map((file) => file.id)} label={say(words.photos)} />
      <RecordDetail object={shownFields(object)} row={row} columns={1} />
      {asked === "convert" ? (
        <ConvertDialog
          row={row}
          busy={busy}
          onCancel={() => setAsked(null)}
          onGiven={(wish) => void touch((key) => intake.convert(row.id, wish, { key }), say(words.convert))}
        />
      ) : null}
      {asked === "answer" || asked === "reject" ? (
        <ReasonDialog
          title={say(asked === "answer" ? words.reply : deskWords.reason)}
          label={say(asked === "answer" ? words.replyLabel : deskWords.reason)}
          ok={say(asked === "answer" ? words.reply : { zh: "拒绝", en: "Reject" })}
          danger={asked === "reject"}
          busy={busy}
          onCancel={() => setAsked(null)}
          onGiven={(text) =>
            void touch(
              (key) =>
                asked === "answer"
                  ? intake.answer(row.id, text, { key })
                  : writes.command(row.id, "reject", { version: row.version, key, reason: text }),
              say(words.replied),
            )
          }
        />
      ) : null}
    </div>
  );
}

const FACTS = [
  "number",
  "state",
  "channel",
  "created_at",
  "customer",
  "contact_name",
  "contact_phone",
  "site",
  "address_text",
  "asset",
  "work_type",
  "priority",
  "description",
  "window_start",
  "window_end",
  "duplicate_of",
  "answer",
];

/** What an agent reads of a request, instead of every column it has. */
function shownFields(object: ObjectMeta): ObjectMeta {
  const fields = FACTS.filter((name) => object.fields.some((field) => field.name === name));
  return { ...object, layouts: { ...object.layouts, detail: [{ label: object.label, columns: 1, fields }] } };
}

interface ConvertProps {
  row: Row;
  busy: boolean;
  onCancel: () => void;
  onGiven: (wish: ConvertWish) => void;
}

/** What the order still needs: the kind of work, and a customer where none is known. */
function ConvertDialog({ row, busy, onCancel, onGiven }: ConvertProps) {
  const say = useSay();
  const priorities = useChoices("work_order", "priority");
  const types = useRecords("work_type", { fields: ["name"], limit: 200 });
  const [form] = Form.useForm<{ workType: string; priority: string; customer?: string }>();
  const me = useMe();
  const known = row.values.customer as Reference | null;
  return (
    <Modal
      open
      title={say(words.convert)}
      okText={say(words.convert)}
      cancelText={say(deskWords.back)}
      confirmLoading={busy || me.isPending}
      onCancel={onCancel}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          workType: (row.values.work_type as Reference | null)?.id,
          priority: String(row.values.priority ?? "normal"),
        }}
        onFinish={({ workType, priority, customer }) =>
          onGiven({ work_type: workType, priority, ...(customer ? { customer } : {}) })
        }
      >
        {known ? null : (
          <Form.Item
            name="customer"
            label={say(words.customer)}
            rules={[{ required: true, message: say(words.needCustomer) }]}
          >
            <CustomerPicker />
          </Form.Item>
        )}
        <Form.Item
          name="workType"
          label={say(words.workType)}
          rules={[{ required: true, message: say(words.needType) }]}
        >
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={types.rows.map((one) => ({ value: one.id, label: String(one.values.name ?? "") }))}
          />
        </Form.Item>
        <Form.Item name="priority" label={say(words.priority)}>
          <Segmented options={priorities} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
