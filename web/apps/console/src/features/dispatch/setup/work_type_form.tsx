import { useRecords, useRecordWrites } from "@sortie/client/queries.ts";
import type { Reference } from "@sortie/client/records.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { useChoices } from "../desk/choices.ts";
import { useDeskAct } from "../desk/queries.ts";
import type { SetupForm } from "./setup_form.ts";
import { useSave } from "./use_save.ts";
import { setupWords as words } from "./words.ts";

const MINUTE_S = 60;
const SHORTEST = 5;
const LONGEST = 4320;
const TOP_LEVEL = 10;
const MANY = 200;

interface Entered {
  code: string;
  name: string;
  minutes: number;
  base_price: string;
  checklist: string | null;
  default_priority: string;
  dispatch_mode: string;
  certificates: string[];
  review_first: boolean;
  active: boolean;
}

/** One kind of work: how long it takes, what it costs, what it asks of the person. */
export function WorkTypeForm({ row, readOnly, onSaved }: SetupForm) {
  const say = useSay();
  const { busy, save } = useSave("work_type", row, onSaved);
  const checklists = useRecords("checklist", { fields: ["name"], limit: MANY });
  const priorities = useChoices("work_type", "default_priority");
  const modes = useChoices("work_type", "dispatch_mode");
  const kept = row?.values ?? {};
  const need = [{ required: true, message: say(words.needName) }];
  return (
    <>
      <Form<Entered>
        layout="vertical"
        disabled={readOnly}
        initialValues={{
          code: kept.code ?? "",
          name: kept.name ?? "",
          minutes: Number(kept.duration ?? 3600) / MINUTE_S,
          base_price: kept.base_price ?? "0",
          checklist: (kept.checklist as Reference | null)?.id ?? null,
          default_priority: kept.default_priority ?? "normal",
          dispatch_mode: kept.dispatch_mode ?? "manual",
          certificates: kept.certificates ?? [],
          review_first: kept.review_first ?? false,
          active: kept.active ?? true,
        }}
        onFinish={({ minutes, base_price, checklist, ...rest }) =>
          void save({
            ...rest,
            duration: minutes * MINUTE_S,
            base_price: String(base_price ?? "0"),
            checklist: checklist ?? null,
          })
        }
      >
        <div className="u-grid">
          <Form.Item name="name" label={say(words.name)} rules={need}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="code" label={say(words.code)} rules={need}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="minutes" label={say(words.duration)} rules={[{ required: true }]}>
            <InputNumber min={SHORTEST} max={LONGEST} precision={0} />
          </Form.Item>
          <Form.Item name="base_price" label={say(words.price)}>
            <InputNumber<string> stringMode min="0" precision={2} prefix="¥" />
          </Form.Item>
          <Form.Item name="checklist" label={say(words.checklist)}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              options={checklists.rows.map((one) => ({
                value: one.id,
                label: String(one.values.name ?? ""),
              }))}
            />
          </Form.Item>
          <Form.Item name="default_priority" label={say(words.priority)}>
            <Select options={priorities} />
          </Form.Item>
          <Form.Item name="dispatch_mode" label={say(words.mode)}>
            <Select options={modes} />
          </Form.Item>
          <Form.Item name="certificates" label={say(words.certificateNames)}>
            <Select mode="tags" open={false} suffixIcon={null} />
          </Form.Item>
          <Form.Item name="review_first" label={say(words.reviewFirst)} valuePropName="checked">
            <Switch aria-label={say(words.reviewFirst)} />
          </Form.Item>
          <Form.Item name="active" label={say(words.active)} valuePropName="checked">
            <Switch aria-label={say(words.active)} />
          </Form.Item>
        </div>
        {readOnly ? null : (
          <Button type="primary" htmlType="submit" loading={busy}>
            {say(words.save)}
          </Button>
        )}
      </Form>
      <h2>{say(words.skillsNeeded)}</h2>
      {row ? (
        <SkillsNeeded type={row.id} readOnly={readOnly} />
      ) : (
        <p className="d-muted">{say(words.saveFirst)}</p>
      )}
    </>
  );
}

/** Each skill with its least level; saved as it is changed. */
function SkillsNeeded({ type, readOnly }: { type: string; readOnly: boolean }) {
  const say = useSay();
  const writes = useRecordWrites("work_type_skill");
  const { busy, run } = useDeskAct();
  const needed = useRecords("work_type_skill", {
    filter: { field: "work_type", op: "eq", value: type },
    fields: ["skill", "min_level"],
    limit: MANY,
  });
  const skills = useRecords("skill", { fields: ["name"], limit: MANY });
  const used = new Set(needed.rows.map((row) => (row.values.skill as Reference).id));
  return (
    <div className="u-skills">
      {needed.rows.map((row) => {
        const name = (row.values.skill as Reference).title ?? "";
        return (
          <div key={row.id}>
            <span>{name}</span>
            <InputNumber
              min={1}
              max={TOP_LEVEL}
              precision={0}
              disabled={readOnly || busy}
              aria-label={say(words.minLevel, { name })}
              value={Number(row.values.min_level ?? 1)}
              onChange={(level) =>
                level
                  ? void run((key) =>
                      writes.update(row.id, { min_level: level }, { version: row.version, key }),
                    )
                  : undefined
              }
            />
            {readOnly ? null : (
              <Button
                type="text"
                aria-label={say(words.removeSkill, { name })}
                icon={<Icon name="cross" size={16} />}
                onClick={() => void run((key) => writes.delete(row.id, { version: row.version, key }))}
              />
            )}
          </div>
        );
      })}
      {readOnly ? null : (
        <Select
          className="u-add-skill"
          value={null}
          placeholder={say(words.addSkill)}
          aria-label={say(words.addSkill)}
          showSearch={{ optionFilterProp: "label" }}
          options={skills.rows
            .filter((row) => !used.has(row.id))
            .map((row) => ({ value: row.id, label: String(row.values.name ?? "") }))}
          onChange={(skill: string | null) =>
            skill
              ? void run((key) => writes.create({ work_type: type, skill, min_level: 1 }, { key }))
              : undefined
          }
        />
      )}
    </div>
  );
}
