import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { type Text, useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty } from "antd";
import type { ComponentType } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import { Tabs } from "../../../kit/tabs.tsx";
import "../desk/desk.css";
import { AreaForm } from "./area_form.tsx";
import { ChecklistForm } from "./checklist_form.tsx";
import { placeWords } from "./place_words.ts";
import { ProviderForm } from "./provider_form.tsx";
import { RuleForm } from "./rule_form.tsx";
import "./setup.css";
import type { SetupForm } from "./setup_form.ts";
import { SlaForm } from "./sla_form.tsx";
import { TravelModel } from "./travel_model.tsx";
import { travelWords } from "./travel_words.ts";
import { setupWords as words } from "./words.ts";
import { WorkTypeForm } from "./work_type_form.tsx";

interface Section {
  key: string;
  object: string;
  title: Text;
  Form: ComponentType<SetupForm>;
  /** Stands above the list, also for who may not see the list. */
  Above?: ComponentType;
}

const SECTIONS: Section[] = [
  { key: "types", object: "work_type", title: words.types, Form: WorkTypeForm },
  { key: "checklists", object: "checklist", title: words.checklists, Form: ChecklistForm },
  { key: "slas", object: "sla_policy", title: words.slas, Form: SlaForm },
  { key: "rules", object: "dispatch_rule", title: words.rules, Form: RuleForm },
  { key: "areas", object: "service_area", title: placeWords.areas, Form: AreaForm },
  {
    key: "travel",
    object: "travel_provider",
    title: travelWords.title,
    Form: ProviderForm,
    Above: TravelModel,
  },
];
const NEW = "new";
const MANY = 200;

/** What the desk runs by: kinds of work, their steps, what is promised, how the machine chooses. */
export function SetupPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/setup" });
  const search = useSearch({ from: "/setup" });
  const section = SECTIONS.find((one) => one.key === search.tab) ?? SECTIONS[0];
  return (
    <ConsolePage title={say(words.title)}>
      <Tabs
        activeKey={section?.key ?? ""}
        onChange={(tab) => void navigate({ search: { tab } })}
        destroyOnHidden
        items={SECTIONS.map((one) => ({
          key: one.key,
          label: say(one.title),
          children: (
            <>
              {one.Above ? <one.Above /> : null}
              <SetupSection
                section={one}
                open={search.open ?? null}
                onOpen={(open) => void navigate({ search: { tab: one.key, open } })}
              />
            </>
          ),
        }))}
      />
    </ConsolePage>
  );
}

interface SectionProps {
  section: Section;
  open: string | null;
  onOpen: (id: string) => void;
}

function SetupSection({ section, open, onOpen }: SectionProps) {
  const say = useSay();
  const object = useObject(section.object);
  const list = useRecords(section.object, { fields: ["*"], sort: "name", limit: MANY });
  if (!object) return null;
  const row = list.rows.find((one) => one.id === open) ?? null;
  const { Form } = section;
  if (list.isError && list.rows.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <div className="u-split">
      <nav className="u-list" aria-label={say(section.title)}>
        {may(object, "create") ? (
          <Button block type="dashed" onClick={() => onOpen(NEW)}>
            {say(words.add)}
          </Button>
        ) : null}
        {list.isPending ? <Skeleton rows={3} height={44} /> : null}
        {!list.isPending && list.rows.length === 0 ? <p className="d-muted">{say(words.none)}</p> : null}
        {list.rows.map((one) => (
          <button
            key={one.id}
            type="button"
            className={one.id === open ? "u-item u-item--on" : "u-item"}
            aria-current={one.id === open}
            onClick={() => onOpen(one.id)}
          >
            <span>{String(one.values.name ?? "")}</span>
            {one.values.revision ? (
              <span className="d-muted">{say(words.revision, { n: Number(one.values.revision) })}</span>
            ) : null}
          </button>
        ))}
      </nav>
      <section className="u-form">
        {row || open === NEW ? (
          <Form
            key={row ? `${row.id}-${row.version}` : NEW}
            row={row}
            readOnly={!may(object, row ? "update" : "create")}
            onSaved={(saved) => onOpen(saved.id)}
          />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.pick)} />
        )}
      </section>
    </div>
  );
}
