import { fieldNamed, type Label, type ObjectMeta } from "@sortie/client/metadata.ts";
import { get } from "@sortie/client/transport.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { type Say, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import { useQuery } from "@tanstack/react-query";
import { Card, Empty } from "antd";
import { recordWords as words } from "./words.ts";

/** One entry of `/records/{object}/{id}/timeline`. */
interface Entry {
  id?: string;
  at: string;
  op: string;
  command?: string | null;
  actor?: { id: string; title: string | null } | string | null;
  from?: string | null;
  to?: string | null;
  reason?: string | null;
  changed?: string[];
}

const acts: Record<string, Label> = {
  create: { zh: "新建", en: "Created" },
  update: { zh: "修改", en: "Changed" },
  delete: { zh: "删除", en: "Deleted" },
  restore: { zh: "恢复", en: "Restored" },
  command: { zh: "状态变更", en: "Moved on" },
};

function titleOfEntry(entry: Entry, object: ObjectMeta, say: Say): string {
  const move = object.machine?.transitions.find((one) => one.command === entry.command);
  if (move) return say(move.label);
  return say(acts[entry.op] ?? { zh: entry.op, en: entry.op });
}

function noteOfEntry(entry: Entry, object: ObjectMeta, say: Say): string {
  const who = typeof entry.actor === "string" ? entry.actor : (entry.actor?.title ?? "");
  const fields = (entry.changed ?? []).flatMap((name) => {
    const field = fieldNamed(object, name);
    return field && !field.system ? [say(field.label)] : [];
  });
  return [who, entry.reason ?? "", fields.join(say({ zh: "、", en: ", " }))].filter(Boolean).join(" · ");
}

export function Timeline({ object, id }: { object: ObjectMeta; id: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const timeline = useQuery({
    queryKey: ["records", object.name, "timeline", id],
    queryFn: ({ signal }) =>
      get<{ entries: Entry[] } | Entry[]>(`/api/v1/records/${object.name}/${id}/timeline`, undefined, signal),
  });
  return (
    <Card size="small">
      <Loaded query={timeline}>
        {(answer) => {
          const entries = Array.isArray(answer) ? answer : answer.entries;
          if (entries.length === 0)
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noTimeline)} />;
          const steps: Step[] = entries.map((entry, index) => ({
            key: entry.id ?? `${entry.at}-${index}`,
            title: titleOfEntry(entry, object, say),
            note: noteOfEntry(entry, object, say),
            at: moment(entry.at),
            state: "done",
          }));
          return <Steps steps={steps} label={say(words.timeline)} />;
        }}
      </Loaded>
    </Card>
  );
}
