import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { type Reference, type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Select } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { ConsolePage } from "../../kit/page.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { Certificates } from "./certificates.tsx";
import "./people.css";
import { peopleWords as words } from "./words.ts";

/** Who can do what, how well, and by which papers. */
export function SkillsPage() {
  const say = useSay();
  const certificate = useObject("certificate");
  return (
    <ConsolePage
      title={say(words.skills)}
      actions={
        certificate && may(certificate, "create") ? (
          <Link to="/records/$object/new" params={{ object: "certificate" }}>
            <Button tabIndex={-1}>
              {say(words.new)} {say(certificate.label)}
            </Button>
          </Link>
        ) : null
      }
    >
      <Tabs
        items={[
          { key: "skills", label: say(words.skills), children: <Matrix /> },
          ...(certificate
            ? [{ key: "certificates", label: say(words.certificates), children: <Certificates /> }]
            : []),
        ]}
      />
    </ConsolePage>
  );
}

function Matrix() {
  const say = useSay();
  const object = useObject("user_skill");
  const { run } = useDoing();
  const skills = useRecords("skill", { fields: ["name", "max_level"], sort: "code", limit: 100 });
  const people = useRecords("field_resource", { fields: ["user"], limit: 200 });
  const held = useRecords("user_skill", { fields: ["user", "skill", "level"], limit: 500 });
  const find = (user: string, skill: string): Row | undefined =>
    held.rows.find(
      ({ values }) =>
        (values.user as Reference | null)?.id === user && (values.skill as Reference | null)?.id === skill,
    );
  const set = (user: string, skill: string, level: number): void => {
    const row = find(user, skill);
    void run(
      (key) => {
        if (!row) return records.create("user_skill", { user, skill, level: String(level) }, { key });
        if (level === 0) return records.delete("user_skill", row.id, { key, version: row.version });
        return records.update("user_skill", row.id, { level: String(level) }, { key, version: row.version });
      },
      { done: say(words.saved), objects: ["user_skill"] },
    );
  };
  const writable = object ? may(object, "update") && may(object, "create") : false;
  const top = (row: Row): number => Number(row.values.max_level ?? 5);
  return (
    <Loaded
      query={{ ...held, data: held.data && skills.data && people.data ? held.data : undefined }}
      rows={8}
    >
      {() =>
        skills.rows.length === 0 || people.rows.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noSkills)} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard too
          <section className="p-scroll" tabIndex={0} aria-label={say(words.skills)}>
            <table className="p-roster">
              <thead>
                <tr>
                  <th>{say(words.person)}</th>
                  {skills.rows.map((skill) => (
                    <th key={skill.id}>{String(skill.values.name)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {people.rows.map((person) => {
                  const user = person.values.user as Reference | null;
                  if (!user) return null;
                  return (
                    <tr key={person.id}>
                      <th scope="row">{user.title}</th>
                      {skills.rows.map((skill) => {
                        const level = Number(find(user.id, skill.id)?.values.level ?? 0);
                        return (
                          <td key={skill.id}>
                            <Select
                              size="small"
                              variant="borderless"
                              style={{ width: 76 }}
                              disabled={!writable}
                              aria-label={`${user.title} ${String(skill.values.name)}`}
                              value={level}
                              onChange={(next) => set(user.id, skill.id, next)}
                              options={[
                                { value: 0, label: "—" },
                                ...Array.from({ length: top(skill) }, (_one, index) => ({
                                  value: index + 1,
                                  label: `L${index + 1}`,
                                })),
                              ]}
                            />
                          </td>
                        );
                      })}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  );
}
