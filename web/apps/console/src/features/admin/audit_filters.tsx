import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { AutoComplete, Button, DatePicker, Input, Select } from "antd";
import dayjs from "dayjs";
import { useEffect, useState } from "react";
import { RefSelect } from "../../kit/ref_select.tsx";
import { type Asked, askedOf } from "./audit_asked.ts";
import { type Act, actLabel, isId } from "./audit_log.ts";
import { actWords, auditWords as words } from "./audit_words.ts";
import { useWholeCatalog } from "./whole_catalog.ts";

const DAY = "YYYY-MM-DD";

interface AuditFiltersProps {
  asked: Asked;
  /** What is on the screen: whose reader may not list people chooses from these. */
  acts: readonly Act[];
  onChange: (asked: Asked) => void;
}

/** What to look for in the audit. */
export function AuditFilters({ asked, acts, onChange }: AuditFiltersProps) {
  const say = useSay();
  const objects = useWholeCatalog("audit/").objects;
  const change = (part: { [Name in keyof Asked]: Asked[Name] | undefined }): void =>
    onChange(askedOf({ ...asked, ...part }));
  // acts on objects this reader may not open are told too
  const told = acts.flatMap((act) => (act.object ? [act.object] : []));
  const names = [...new Set([...Object.keys(objects), ...told])];
  return (
    <div className="c-bar">
      <Select<string>
        className="m-filter"
        aria-label={say(words.object)}
        placeholder={say(words.object)}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={asked.object ?? null}
        options={names.map((name) => {
          const known = objects[name];
          return { value: name, label: known ? say(known.label) : name };
        })}
        onChange={(object) => change({ object })}
      />
      <ActionFilter asked={asked} onAction={(action) => change({ action })} />
      <ActorFilter asked={asked} acts={acts} onActor={(actor) => change({ actor })} />
      <RecordFilter key={asked.record ?? ""} asked={asked} onRecord={(record) => change({ record })} />
      <DatePicker.RangePicker
        aria-label={say(words.range)}
        allowEmpty={[true, true]}
        value={[asked.from ? dayjs(asked.from) : null, asked.to ? dayjs(asked.to) : null]}
        onChange={(range) => change({ from: range?.[0]?.format(DAY), to: range?.[1]?.format(DAY) })}
      />
      {Object.keys(asked).length > 0 ? (
        <Button onClick={() => onChange({})}>{say(words.clear)}</Button>
      ) : null}
    </div>
  );
}

function ActionFilter({ asked, onAction }: { asked: Asked; onAction: (action: string) => void }) {
  const say = useSay();
  const object = useWholeCatalog("audit/").objects[asked.object ?? ""];
  const [text, setText] = useState(asked.action ?? "");
  useEffect(() => setText(asked.action ?? ""), [asked.action]);
  const commands = (object?.machine?.transitions ?? []).map((one) => `command:${one.command}`);
  const names = [...new Set([...Object.keys(actWords), ...commands])];
  return (
    <AutoComplete
      className="m-filter"
      aria-label={say(words.action)}
      placeholder={say(words.actionHelp)}
      allowClear
      value={text}
      onChange={(next) => {
        setText(next ?? "");
        if (!next) onAction("");
      }}
      onSelect={(next: string) => onAction(next)}
      onBlur={() => onAction(text.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") onAction(text.trim());
      }}
      options={names
        .map((name) => ({ value: name, label: `${say(actLabel(name, object))} · ${name}` }))
        .filter((one) => one.label.toLowerCase().includes(text.toLowerCase()))}
    />
  );
}

interface ActorFilterProps {
  asked: Asked;
  acts: readonly Act[];
  onActor: (actor: string | undefined) => void;
}

function ActorFilter({ asked, acts, onActor }: ActorFilterProps) {
  const say = useSay();
  const mayList = useObject("user") !== undefined;
  if (mayList)
    return (
      <RefSelect
        className="m-filter"
        object="user"
        label={say(words.actor)}
        value={asked.actor ? [asked.actor] : []}
        onChange={([actor]) => onActor(actor)}
      />
    );
  const seen = new Map(acts.flatMap((act) => (act.actor_id ? [[act.actor_id, act.actor_name]] : [])));
  return (
    <Select<string>
      className="m-filter"
      aria-label={say(words.actor)}
      placeholder={say(words.actor)}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={asked.actor ?? null}
      options={[...seen].map(([value, label]) => ({ value, label }))}
      onChange={onActor}
    />
  );
}

function RecordFilter({ asked, onRecord }: { asked: Asked; onRecord: (record: string) => void }) {
  const say = useSay();
  const [bad, setBad] = useState(false);
  const take = (entered: string): void => {
    const text = entered.trim();
    const wrong = text !== "" && !isId(text);
    setBad(wrong);
    if (!wrong && text !== (asked.record ?? "")) onRecord(text);
  };
  return (
    <span className="m-record">
      <Input
        aria-label={say(words.recordId)}
        placeholder={say(words.recordId)}
        allowClear
        defaultValue={asked.record ?? ""}
        status={bad ? "error" : ""}
        onBlur={(event) => take(event.target.value)}
        onPressEnter={(event) => take(event.currentTarget.value)}
        onClear={() => take("")}
      />
      {bad ? <small role="alert">{say(words.badId)}</small> : null}
    </span>
  );
}
