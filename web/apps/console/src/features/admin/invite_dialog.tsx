import { useMe, useObject, useRecords } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { SecretLine } from "../../kit/secret_line.tsx";
import { adminWords as words } from "./words.ts";

interface Entered {
  name: string;
  login: string;
  phone?: string;
  email?: string;
  locale: string;
  unit?: string[];
  position?: string;
  roles?: string[];
}

/** A person with an account, a post and roles; ends with the link that lets them in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const [form] = Form.useForm<Entered>();
  const { busy, run } = useDoing();
  const [made, setMade] = useState<{ name: string; link: string } | null>(null);
  const maySetRoles = useMe().data?.features.includes("admin.security") === true;
  const roleObject = useObject("role");
  const roles = useRecords("role", { fields: ["code", "name"], limit: 100 }, Boolean(roleObject));
  const send = async ({ unit, roles: given, ...rest }: Entered): Promise<void> => {
    const filled = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
    const body = { ...filled, ...(unit?.[0] ? { unit: unit[0] } : {}), roles: given ?? [] };
    await run(
      async (key) => {
        const { link } = await post<{ link: string }>("/api/v1/admin/users", body, { key });
        setMade({ name: rest.name, link });
      },
      {
        objects: ["user", "employment", "user_role"],
        onRefused: (error) => {
          if (error.fields.length === 0) return false;
          form.setFields(
            error.fields.map(({ path, detail }) => ({ name: path as keyof Entered, errors: [detail] })),
          );
          return true;
        },
      },
    );
  };
  const need = { required: true, whitespace: true, message: say(words.need) };
  if (made) {
    return (
      <Modal open title={say(words.inviteTitle)} footer={null} onCancel={onClose}>
        <p>{say(words.inviteHelp, { name: made.name })}</p>
        <SecretLine text={made.link} label={say(words.inviteTitle)} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      width={620}
      title={say(words.newUser)}
      okText={say(words.inviteGo)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Entered>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ locale: "zh-CN" }}
        onFinish={(all) => void send(all)}
      >
        <Form.Item name="name" label={say(words.name)} rules={[need]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="login" label={say(words.login)} rules={[need]}>
          <Input maxLength={64} autoComplete="off" />
        </Form.Item>
        <div className="c-columns">
          <Form.Item name="phone" label={say(words.phone)}>
            <Input type="tel" autoComplete="off" />
          </Form.Item>
          <Form.Item name="email" label={say(words.email)}>
            <Input type="email" autoComplete="off" />
          </Form.Item>
          <Form.Item name="unit" label={say(words.unit)}>
            <RefSelect object="org_unit" label={say(words.unit)} />
          </Form.Item>
          <Form.Item name="position" label={say(words.position)}>
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item
          name="roles"
          label={say(words.roles)}
          {...(maySetRoles ? {} : { extra: say(words.rolesHelp) })}
        >
          <Select
            mode="multiple"
            disabled={!maySetRoles}
            optionFilterProp="label"
            options={roles.rows
              .filter((row) => !["staff", "portal"].includes(String(row.values.code)))
              .map((row) => ({ value: String(row.values.code), label: String(row.values.name) }))}
          />
        </Form.Item>
        <Form.Item name="locale" label={say(words.locale)}>
          <Select
            options={[
              { value: "zh-CN", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
