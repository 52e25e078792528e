import type { Reference } from "@sortie/client/records.ts";
import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { App, Checkbox, DatePicker, Form, Modal, Select, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { type RosterMade, RosterResult } from "./skipped_days.tsx";
import { weekdayWords, peopleWords as words } from "./words.ts";

interface Wish {
  users: string[];
  shift_type: string[];
  range: [Dayjs, Dayjs];
  weekdays: number[];
  publish: boolean;
}

interface AddShiftsProps {
  people: Reference[];
  start: string;
  end: string;
  onClose: () => void;
}

/** The same shift for several people on the wanted weekdays of a range. */
export function AddShifts({ people, start, end, onClose }: AddShiftsProps) {
  const say = useSay();
  const { message } = App.useApp();
  const [form] = Form.useForm<Wish>();
  const { busy, run } = useDoing();
  const [result, setResult] = useState<RosterMade | null>(null);
  const add = async ({ users, shift_type, range, weekdays, publish }: Wish): Promise<void> => {
    const body = {
      users,
      shift_type: shift_type[0],
      start: range[0].format("YYYY-MM-DD"),
      end: range[1].format("YYYY-MM-DD"),
      weekdays,
      publish,
    };
    await run(
      async (key) => {
        const done = await post<RosterMade>("/api/v1/people/roster", body, { key });
        if (done.skipped.length > 0) {
          setResult(done);
          return;
        }
        void message.success(say(words.made, { count: done.made }));
        onClose();
      },
      { objects: ["shift"] },
    );
  };
  if (result)
    return (
      <Modal
        open
        title={say(words.addShifts)}
        okText={say(words.understood)}
        onOk={onClose}
        onCancel={onClose}
        footer={(_all, { OkBtn }) => <OkBtn />}
      >
        <RosterResult result={result} />
      </Modal>
    );
  const need = { required: true, message: say(words.need) };
  // a "required" rule would put aria-required on a group, which has no such attribute
  const atLeastOne = { type: "array" as const, min: 1, message: say(words.need) };
  return (
    <Modal
      open
      title={say(words.addShifts)}
      okText={say(words.addGo)}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form<Wish>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          users: people.map((one) => one.id),
          range: [dayjs(start), dayjs(end)],
          weekdays: [1, 2, 3, 4, 5],
          publish: false,
        }}
        onFinish={(all) => void add(all)}
      >
        <Form.Item name="users" label={say(words.people)} rules={[need]}>
          <Select
            mode="multiple"
            maxTagCount={4}
            optionFilterProp="label"
            options={people.map((one) => ({ value: one.id, label: one.title ?? one.id }))}
          />
        </Form.Item>
        <Form.Item name="shift_type" label={say(words.shiftType)} rules={[need]}>
          <RefSelect object="shift_type" label={say(words.shiftType)} />
        </Form.Item>
        <Form.Item name="range" label={say(words.range)} rules={[need]}>
          <DatePicker.RangePicker className="c-wide" allowClear={false} />
        </Form.Item>
        <Form.Item name="weekdays" label={say(words.weekdays)} rules={[atLeastOne]}>
          <Checkbox.Group
            options={weekdayWords.map((word, index) => ({ value: index + 1, label: say(word) }))}
          />
        </Form.Item>
        <Form.Item
          name="publish"
          label={say(words.publishNow)}
          valuePropName="checked"
          extra={say(words.skipHelp)}
        >
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}
