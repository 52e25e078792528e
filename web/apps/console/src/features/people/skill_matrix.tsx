import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { type Reference, type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Select } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import { Expires } from "./expires.tsx";
import { idOf, useMatrix } from "./matrix_data.ts";
import "./people.css";
import { peopleWords as words } from "./words.ts";

const EXPORTED = new URLSearchParams({ format: "xlsx", fields: "user,skill,level,valid_from,valid_to" });

/** People × skills: a level is changed where it stands; papers with their last day beside them. */
export function SkillMatrix() {
  const say = useSay();
  const object = useObject("user_skill");
  const [unit, setUnit] = useState<string>();
  const [chosen, setChosen] = useState<string[]>([]);
  const matrix = useMatrix({ unit, skills: chosen });
  const set = useLevel();
  const writable = object ? ["create", "update", "delete"].every((act) => may(object, act)) : false;
  const raisable = object ? may(object, "create") && may(object, "update") : false;
  return (
    <>
      <div className="p-filters">
        <RefSelect
          className="p-filters__one"
          object="org_unit"
          label={say(words.unit)}
          value={unit ? [unit] : []}
          onChange={([next]) => setUnit(next)}
        />
        <Select
          className="p-filters__one"
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={say(words.onlySkills)}
          placeholder={say(words.onlySkills)}
          optionFilterProp="label"
          value={chosen}
          onChange={setChosen}
          options={matrix.skills.map((row) => ({ value: row.id, label: String(row.values.name) }))}
        />
        {object && may(object, "export") ? (
          <Button href={`/api/v1/records/user_skill/export?${EXPORTED}`} download>
            {say(words.export)}
          </Button>
        ) : null}
      </div>
      <Loaded query={matrix.query} rows={8}>
        {() =>
          matrix.columns.length === 0 || matrix.rows.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noSkills)} />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard too
            <section className="p-scroll" tabIndex={0} aria-label={say(words.skills)}>
              <table className="p-roster p-matrix">
                <thead>
                  <tr>
                    <th scope="col">{say(words.person)}</th>
                    {matrix.columns.map((skill) => (
                      <th scope="col" key={skill.id}>
                        {String(skill.values.name)}
                      </th>
                    ))}
                    {matrix.mayPapers ? <th scope="col">{say(words.certificates)}</th> : null}
                  </tr>
                </thead>
                <tbody>
                  {matrix.rows.map((person) => {
                    const user = person.values.user as Reference;
                    return (
                      <tr key={person.id}>
                        <th scope="row">{user.title}</th>
                        {matrix.columns.map((skill) => (
                          <Cell
                            key={skill.id}
                            user={user}
                            skill={skill}
                            held={matrix.levels.get(`${user.id} ${skill.id}`)}
                            writable={raisable}
                            removable={writable}
                            onSet={set}
                          />
                        ))}
                        {matrix.mayPapers ? (
                          <td>
                            <Papers papers={matrix.papers.get(idOf(person, "user")) ?? []} />
                          </td>
                        ) : null}
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </section>
          )
        }
      </Loaded>
    </>
  );
}

type SetLevel = (user: string, skill: string, held: Row | undefined, level: number) => void;

function useLevel(): SetLevel {
  const say = useSay();
  const { run } = useDoing();
  return (user, skill, held, level) =>
    void run(
      (key) => {
        if (!held) return records.create("user_skill", { user, skill, level: String(level) }, { key });
        if (level === 0) return records.delete("user_skill", held.id, { key, version: held.version });
        return records.update(
          "user_skill",
          held.id,
          { level: String(level) },
          { key, version: held.version },
        );
      },
      { done: say(words.saved), objects: ["user_skill"] },
    );
}

interface CellProps {
  user: Reference;
  skill: Row;
  held: Row | undefined;
  writable: boolean;
  removable: boolean;
  onSet: SetLevel;
}

function Cell({ user, skill, held, writable, removable, onSet }: CellProps) {
  const say = useSay();
  const level = Number(held?.values.level ?? 0);
  const top = Number(skill.values.max_level ?? 5);
  const levels = Array.from({ length: top }, (_one, index) => ({ value: index + 1, label: `L${index + 1}` }));
  return (
    <td data-level={level > 0 ? Math.ceil((level / top) * 3) : undefined}>
      <Select
        size="small"
        variant="borderless"
        style={{ width: 76 }}
        disabled={!writable}
        aria-label={`${user.title} ${String(skill.values.name)}`}
        value={level}
        onChange={(next) => {
          if (next !== level) onSet(user.id, skill.id, held, next);
        }}
        options={[
          { value: 0, label: "—", title: say(words.noSkill), disabled: Boolean(held) && !removable },
          ...levels,
        ]}
      />
    </td>
  );
}

function Papers({ papers }: { papers: Row[] }) {
  if (papers.length === 0) return <span className="c-page__note">—</span>;
  return (
    <ul className="p-papers">
      {papers.map((row) => (
        <li key={row.id}>
          <Link to="/records/$object/$id" params={{ object: "certificate", id: row.id }}>
            {String(row.values.kind)}
          </Link>{" "}
          <Expires day={(row.values.expires_on ?? null) as string | null} />
        </li>
      ))}
    </ul>
  );
}
