import { may, movesFrom } from "@sortie/client/metadata.ts";
import { useObject, useRecord } from "@sortie/client/queries.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { App, Breadcrumb, Button, Form } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { StateTag } from "../../kit/state_tag.tsx";
import { generateNow } from "./api.ts";
import "./maintenance.css";
import { type Entered, enteredOf, ruleOf, valuesOf } from "./plan_form.ts";
import { OrdersCard, WhatCard, WhenCard } from "./plan_parts.tsx";
import { PlanPreview } from "./plan_preview.tsx";
import { maintenanceWords as words } from "./words.ts";

const CHANGED = { objects: ["maintenance_plan", "maintenance_date"], keys: [["maintenance"]] };

/** A plan as a form, with its next dates beside it. */
export function PlanPage() {
  const { id } = useParams({ from: "/maintenance/plans/$id" });
  const record = useRecord("maintenance_plan", id, id !== "new");
  if (id === "new") return <Plan row={null} />;
  return <Loaded query={record}>{(row) => <Plan key={row.version} row={row} />}</Loaded>;
}

function Plan({ row }: { row: Row | null }) {
  const say = useSay();
  const navigate = useNavigate();
  const object = useObject("maintenance_plan");
  const [form] = Form.useForm<Entered>();
  const entered = Form.useWatch([], form) as Entered | undefined;
  const { busy, run } = useDoing();
  const initial = enteredOf(row);
  const writable = object ? may(object, row ? "update" : "create") : false;
  const title = row ? String(row.values.name) : say(words.newPlan);
  const save = async (all: Entered): Promise<void> => {
    const values = valuesOf({ ...initial, ...all });
    const ok = await run(
      (key) =>
        row
          ? records.update("maintenance_plan", row.id, values, { key, version: row.version })
          : records.create("maintenance_plan", values, { key }),
      { ...CHANGED, done: say(words.saved) },
    );
    if (ok) void navigate({ to: "/maintenance", search: {} });
  };
  return (
    <ConsolePage
      title={title}
      note={row ? <PlanState row={row} /> : null}
      actions={
        <>
          {row && writable ? <PlanActs row={row} /> : null}
          {writable ? (
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {say(words.save)}
            </Button>
          ) : null}
        </>
      }
    >
      <Breadcrumb
        items={[
          {
            title: (
              <Link to="/maintenance" search={{}}>
                {say(words.title)}
              </Link>
            ),
          },
          { title },
        ]}
      />
      {row?.values.problem ? (
        <p className="m-problem">{say(words.problem, { why: String(row.values.problem) })}</p>
      ) : null}
      <div className="m-two">
        <Form<Entered>
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={!writable}
          className="m-form"
          initialValues={initial}
          onFinish={(all) => void save(all)}
        >
          <WhatCard customer={entered?.customer?.[0] ?? initial.customer[0]} />
          <WhenCard kind={entered?.kind ?? initial.kind} unit={entered?.unit ?? initial.unit ?? ""} />
          <OrdersCard />
        </Form>
        <PlanPreview rule={ruleOf(entered ?? initial)} kind={entered?.kind ?? initial.kind} />
      </div>
    </ConsolePage>
  );
}

function PlanState({ row }: { row: Row }) {
  const say = useSay();
  const object = useObject("maintenance_plan");
  const state = object?.machine?.states.find(({ name }) => name === row.values.state);
  return state ? <StateTag tone={state.color}>{say(state.label)}</StateTag> : null;
}

function PlanActs({ row }: { row: Row }) {
  const say = useSay();
  const { message } = App.useApp();
  const object = useObject("maintenance_plan");
  const { busy, run } = useDoing();
  const generate = (): void =>
    void run(async (key) => {
      const { dates, orders } = await generateNow(row.id, key);
      void message.success(say(words.generated, { dates, orders: orders.length }));
    }, CHANGED);
  const give = (command: string): void =>
    void run((key) => records.command("maintenance_plan", row.id, command, { key, version: row.version }), {
      ...CHANGED,
      done: say(words.stateChanged),
    });
  return (
    <>
      {object
        ? movesFrom(object, String(row.values.state)).map(({ command, label }) => (
            <Button key={command} disabled={busy} onClick={() => give(command)}>
              {say(label)}
            </Button>
          ))
        : null}
      {row.values.state === "active" ? (
        <Button disabled={busy} onClick={generate}>
          {say(words.generate)}
        </Button>
      ) : null}
    </>
  );
}
