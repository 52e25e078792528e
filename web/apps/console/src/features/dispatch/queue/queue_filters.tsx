import { useObject, useRecords } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Select } from "antd";
import { useChoices } from "../desk/choices.ts";
import { deskWords } from "../desk/words.ts";
import { isFiltered, type QueueSearch } from "./tabs.ts";
import { queueWords as words } from "./words.ts";

interface FiltersProps {
  search: QueueSearch;
  onChange: (change: Partial<QueueSearch>) => void;
}

interface Option {
  value: string;
  label: string;
}

const MANY = 200;

function useNames(object: string): Option[] {
  const known = Boolean(useObject(object));
  const { rows } = useRecords(object, { fields: ["name"], limit: MANY }, known);
  return rows.map((row) => ({ value: row.id, label: String(row.values.name ?? "") }));
}

/** None for who may not read them: an agent's desk, say. */
function useEngineers(): Option[] {
  const known = Boolean(useObject("field_resource"));
  const { rows } = useRecords("field_resource", { fields: ["user"], limit: MANY }, known);
  return rows.flatMap((row) => {
    const user = row.values.user as { id: string; title: string | null } | null;
    return user ? [{ value: user.id, label: user.title ?? user.id }] : [];
  });
}

/** Several values each; all of them must fit. */
export function QueueFilters({ search, onChange }: FiltersProps) {
  const say = useSay();
  const types = useNames("work_type");
  const areas = useNames("service_area");
  const people = useEngineers();
  const priorities = useChoices("work_order", "priority");
  const slas = useChoices("work_order", "sla_state");
  const filters: [keyof QueueSearch, string, Option[]][] = [
    ["type", say(deskWords.workType), types],
    ["area", say(deskWords.area), areas],
    ["priority", say(deskWords.priority), priorities],
    ["sla", say(words.slaState), slas],
    ["engineer", say(deskWords.engineer), people],
  ];
  return (
    <>
      {filters.map(([name, label, options]) => (
        <Select
          key={name}
          mode="multiple"
          className="q-filter"
          allowClear
          maxTagCount={1}
          maxTagTextLength={6}
          popupMatchSelectWidth={false}
          aria-label={label}
          placeholder={label}
          showSearch={{ optionFilterProp: "label" }}
          value={search[name]?.split(",") ?? []}
          options={options}
          onChange={(chosen: string[]) =>
            onChange({ [name]: chosen.length > 0 ? chosen.join(",") : undefined })
          }
        />
      ))}
      {isFiltered(search) ? (
        <Button
          type="link"
          onClick={() =>
            onChange({
              q: undefined,
              type: undefined,
              area: undefined,
              priority: undefined,
              sla: undefined,
              engineer: undefined,
            })
          }
        >
          {say(words.clear)}
        </Button>
      ) : null}
    </>
  );
}
