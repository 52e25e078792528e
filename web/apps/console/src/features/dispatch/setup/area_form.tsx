import { useRecords } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { opened, problemOf } from "@sortie/map/polygon.ts";
import { useSurroundings } from "@sortie/map/surroundings.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Form, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { RefSelect } from "../../../kit/ref_select.tsx";
import { BoundaryEditor } from "./boundary_editor.tsx";
import { placeWords as places } from "./place_words.ts";
import type { SetupForm } from "./setup_form.ts";
import { type AreaEntered, useAreaSave } from "./use_area_save.ts";
import { setupWords as words } from "./words.ts";

const MANY = 200;
const idsOf = (value: unknown): string[] => ((value ?? []) as Reference[]).map((one) => one.id);
const idOf = (value: unknown): string[] => (value ? [(value as Reference).id] : []);

/** A service area: who answers for it, who serves it, and where it ends. */
export function AreaForm(props: SetupForm) {
  const people = useRecords("field_resource", { fields: ["user", "areas"], limit: MANY });
  // The choice of engineers begins with what is stored: it waits for it.
  return people.isPending ? null : <Loaded {...props} people={people.rows} />;
}

function Loaded({ row, readOnly, onSaved, people }: SetupForm & { people: Row[] }) {
  const say = useSay();
  const around = useSurroundings();
  const kept = row?.values ?? {};
  const [corners, setCorners] = useState(() => opened((kept.polygon as number[][] | null) ?? []));
  const [serving] = useState(() =>
    people.filter((one) => row && idsOf(one.values.areas).includes(row.id)).map((one) => one.id),
  );
  const { busy, save } = useAreaSave(row, people, onSaved);
  const others = useMemo(() => around.areas.filter((area) => area.id !== row?.id), [around.areas, row?.id]);
  const problem = corners.length > 0 ? problemOf(corners) : null;
  const name = String(kept.name ?? "");
  return (
    <Form<AreaEntered>
      layout="vertical"
      disabled={readOnly}
      initialValues={{
        code: kept.code ?? "",
        name,
        price_zone: kept.price_zone ?? "",
        parent: idOf(kept.parent),
        manager: idOf(kept.manager),
        engineers: serving,
      }}
      onFinish={(entered) => void save(entered, corners, serving)}
    >
      <div className="u-grid">
        <Form.Item
          name="code"
          label={say(places.code)}
          rules={[{ required: true, message: say(places.needCode) }]}
        >
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="name"
          label={say(words.name)}
          rules={[{ required: true, message: say(words.needName) }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="price_zone" label={say(places.zone)}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="parent" label={say(places.parent)}>
          <RefSelect object="service_area" label={say(places.parent)} />
        </Form.Item>
        <Form.Item name="manager" label={say(places.manager)}>
          <RefSelect object="user" label={say(places.manager)} />
        </Form.Item>
      </div>
      <Form.Item name="engineers" label={say(places.engineers)}>
        <Select
          mode="multiple"
          allowClear
          aria-label={say(places.engineers)}
          showSearch={{ optionFilterProp: "label" }}
          options={people.map((one) => ({
            value: one.id,
            label: (one.values.user as Reference | null)?.title ?? one.id,
          }))}
        />
      </Form.Item>
      <h2>{say(places.boundary)}</h2>
      {around.pending ? null : (
        <BoundaryEditor
          name={name}
          corners={corners}
          readOnly={readOnly}
          others={others}
          around={around.bounds}
          onChange={setCorners}
        />
      )}
      {readOnly ? null : (
        <div className="d-actions">
          <Button type="primary" htmlType="submit" loading={busy} disabled={problem !== null}>
            {say(words.save)}
          </Button>
        </div>
      )}
    </Form>
  );
}
