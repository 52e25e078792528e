import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecords } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty } from "antd";
import { ConsolePage } from "../../../kit/page.tsx";
import "../desk/desk.css";
import { CalendarForm } from "./calendar_form.tsx";
import { calendarWords as words } from "./calendar_words.ts";
import "./setup.css";

const NEW = "new";

/** The calendars every clock counts by. */
export function CalendarsPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/admin/calendars" });
  const { open } = useSearch({ from: "/admin/calendars" });
  const object = useObject("calendar");
  const list = useRecords("calendar", { fields: ["*"], sort: "name", limit: 100 });
  if (!object) return null;
  const chosen = open ?? list.rows.find((row) => row.values.is_default)?.id ?? list.rows[0]?.id;
  const row = list.rows.find((one) => one.id === chosen) ?? null;
  const go = (id: string): void => void navigate({ search: { open: id } });
  return (
    <ConsolePage title={say(words.title)} note={say(words.note)}>
      <Loaded query={{ ...list, data: list.data }}>
        {() => (
          <div className="u-split">
            <nav className="u-list" aria-label={say(words.title)}>
              {may(object, "create") ? (
                <Button block type="dashed" onClick={() => go(NEW)}>
                  {say(words.add)}
                </Button>
              ) : null}
              {list.rows.map((one) => (
                <button
                  key={one.id}
                  type="button"
                  className={one.id === chosen ? "u-item u-item--on" : "u-item"}
                  aria-current={one.id === chosen}
                  onClick={() => go(one.id)}
                >
                  <span>{String(one.values.name ?? "")}</span>
                  {one.values.is_default ? <span className="d-muted">{say(words.defaultTag)}</span> : null}
                </button>
              ))}
            </nav>
            <section className="u-form">
              {row || chosen === NEW ? (
                <CalendarForm
                  key={row ? `${row.id}-${row.version}` : NEW}
                  row={row}
                  readOnly={!may(object, row ? "update" : "create")}
                  onSaved={(saved) => go(saved.id)}
                />
              ) : (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.pick)} />
              )}
            </section>
          </div>
        )}
      </Loaded>
    </ConsolePage>
  );
}
