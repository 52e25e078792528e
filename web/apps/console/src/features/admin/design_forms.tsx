import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { keys } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { typeWords } from "./code_words.ts";
import { type FieldForm, fieldOf, KEY, ownName, TYPES } from "./design_form.ts";
import { designWords as words } from "./more_words.ts";
import { useWholeCatalog } from "./whole_catalog.ts";

function KeyAndLabels() {
  const say = useSay();
  const need = { required: true, whitespace: true, message: say(words.need) };
  return (
    <>
      <Form.Item name="zh" label={say(words.zh)} rules={[need]}>
        <Input autoFocus maxLength={200} />
      </Form.Item>
      <Form.Item name="en" label={say(words.en)}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item
        name="name"
        label={say(words.key)}
        extra={say(words.keyHelp)}
        rules={[need, { pattern: KEY, message: say(words.keyBad) }]}
      >
        <Input />
      </Form.Item>
    </>
  );
}

export function NewField({ object, onClose }: { object: ObjectMeta; onClose: () => void }) {
  const say = useSay();
  const objects = Object.values(useWholeCatalog("").objects);
  const [form] = Form.useForm<FieldForm>();
  const type = Form.useWatch("type", form);
  const { busy, run } = useDoing();
  const add = async (entered: FieldForm): Promise<void> => {
    const ok = await run(
      (key) =>
        post(
          `/api/v1/admin/objects/${object.name}/fields`,
          fieldOf({ ...entered, name: ownName(object, entered.name) }),
          { key },
        ),
      { done: say(words.added), keys: [keys.catalog] },
    );
    if (ok) onClose();
  };
  const need = { required: true, message: say(words.need) };
  return (
    <Modal
      open
      title={`${say(words.newField)} · ${say(object.label)}`}
      okText={say(words.save)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<FieldForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ type: "text" }}
        onFinish={(all) => void add(all)}
      >
        <KeyAndLabels />
        <Form.Item name="type" label={say(words.type)} rules={[need]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={TYPES.map((value) => ({
              value,
              label: say(typeWords[value] ?? { zh: value, en: value }),
            }))}
          />
        </Form.Item>
        {type === "choice" || type === "choices" ? (
          <Form.Item name="choices" label={say(words.choices)} rules={[need]}>
            <Input.TextArea rows={4} placeholder={"good=好/Good\nbad=差/Bad"} />
          </Form.Item>
        ) : null}
        {type === "link" ? (
          <Form.Item name="target" label={say(words.target)} rules={[need]}>
            <Select
              showSearch={{ optionFilterProp: "label" }}
              options={objects.map(({ name, label }) => ({ value: name, label: say(label) }))}
            />
          </Form.Item>
        ) : null}
        <Form.Item name="required" valuePropName="checked" noStyle>
          <Checkbox>{say(words.required)}</Checkbox>
        </Form.Item>
        <Form.Item name="searchable" valuePropName="checked" noStyle>
          <Checkbox>{say(words.searchable)}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}

export function NewObject({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
  const say = useSay();
  const [form] = Form.useForm<FieldForm & { first: string }>();
  const { busy, run } = useDoing();
  const make = async ({ name, zh, en, first }: FieldForm & { first: string }): Promise<void> => {
    const body = {
      name: `c_${name}`,
      label: { zh, en: en || zh },
      title: "name",
      fields: [
        fieldOf({ name: "name", zh: first, en: first, type: "text", required: true, searchable: true }),
      ],
    };
    const ok = await run((key) => post("/api/v1/admin/objects", body, { key }), {
      done: say(words.added),
      keys: [keys.catalog],
    });
    if (!ok) return;
    onMade(body.name);
    onClose();
  };
  return (
    <Modal
      open
      title={say(words.newObject)}
      okText={say(words.save)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ first: say(words.name) }}
        onFinish={(all) => void make(all)}
      >
        <KeyAndLabels />
        <Form.Item
          name="first"
          label={say(words.firstField)}
          rules={[{ required: true, whitespace: true, message: say(words.need) }]}
        >
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  );
}
