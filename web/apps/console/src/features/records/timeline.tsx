import { fieldNamed, type Label, type ObjectMeta } from "@sortie/client/metadata.ts";
import { get } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { type Say, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import { useQuery } from "@tanstack/react-query";
import { Card, Empty } from "antd";
import { recordWords as words } from "./words.ts";

/** One entry of `/records/{object}/{id}/timeline`; `details` have the reader's field rights applied. */
type Item = Pick<Wire<"TimelineItemOut">, "id" | "at" | "kind" | "actor_name" | "details">;

const acts: Record<string, Label> = {
  created: { zh: "新建", en: "Created" },
  changed: { zh: "修改", en: "Changed" },
  moved: { zh: "状态变更", en: "Moved on" },
  deleted: { zh: "删除", en: "Deleted" },
  restored: { zh: "恢复", en: "Restored" },
  note: { zh: "备注", en: "Note" },
};

function titleOfItem({ kind, details }: Item, object: ObjectMeta, say: Say): string {
  const move = object.machine?.transitions.find((one) => one.command === details.command);
  if (move) return say(move.label);
  return say(acts[kind] ?? { zh: kind, en: kind });
}

function noteOfItem({ kind, actor_name, details }: Item, object: ObjectMeta, say: Say): string {
  const fields = Object.keys(kind === "changed" ? (details.fields ?? {}) : {}).flatMap((name) => {
    const field = fieldNamed(object, name);
    return field && !field.system ? [say(field.label)] : [];
  });
  return [actor_name, details.text ?? "", details.reason ?? "", fields.join(say({ zh: "、", en: ", " }))]
    .filter(Boolean)
    .join(" · ");
}

export function Timeline({ object, id }: { object: ObjectMeta; id: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const timeline = useQuery({
    queryKey: ["records", object.name, "timeline", id],
    queryFn: ({ signal }) =>
      get<{ items: Item[]; next: string | null }>(
        `/api/v1/records/${object.name}/${id}/timeline`,
        undefined,
        signal,
      ),
  });
  return (
    <Card size="small">
      <Loaded query={timeline}>
        {({ items }) => {
          if (items.length === 0)
            return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noTimeline)} />;
          const steps: Step[] = items.map((item) => ({
            key: item.id,
            title: titleOfItem(item, object, say),
            note: noteOfItem(item, object, say),
            at: moment(item.at),
            state: "done",
          }));
          return <Steps steps={steps} label={say(words.timeline)} />;
        }}
      </Loaded>
    </Card>
  );
}
