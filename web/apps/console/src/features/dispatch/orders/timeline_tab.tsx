import { fieldNamed, type Label, type ObjectMeta } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { get } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { type Say, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { type Step, Steps } from "@sortie/ui/steps.tsx";
import { useQuery } from "@tanstack/react-query";
import { Empty } from "antd";
import { orderWords as words } from "./words.ts";

/** One entry of the order's time line; `details` have the reader's field rights applied. */
type Item = Pick<Wire<"TimelineItemOut">, "id" | "at" | "kind" | "actor_name" | "details">;

const ACTS: Record<string, Label> = {
  created: { zh: "建单", en: "Created" },
  changed: { zh: "修改", en: "Changed" },
  moved: { zh: "状态变更", en: "Moved on" },
  deleted: { zh: "删除", en: "Deleted" },
  restored: { zh: "恢复", en: "Restored" },
  note: { zh: "备注", en: "Note" },
};
const BAD = new Set(["cancelled", "rework", "cannot_complete"]);

export function TimelineTab({ order }: { order: string }) {
  const say = useSay();
  const { moment } = useFormats();
  const object = useObject("work_order");
  const timeline = useQuery({
    queryKey: ["records", "work_order", "timeline", order],
    queryFn: ({ signal }) =>
      get<{ items: Item[] }>(`/api/v1/records/work_order/${order}/timeline`, undefined, signal),
    meta: { watches: ["note"] },
  });
  return (
    <Loaded query={timeline}>
      {({ items }) => {
        const steps = items.flatMap((item): Step[] => {
          const note = noteOf(item, object, say);
          // The machine's own bookkeeping between two moves says nothing to a reader.
          if (item.kind === "changed" && !note.told) return [];
          return [
            {
              key: item.id,
              title: titleOf(item, object, say),
              note: note.text,
              at: moment(item.at),
              state: BAD.has(item.details.to ?? "") ? "failed" : "done",
            },
          ];
        });
        if (steps.length === 0)
          return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noTimeline)} />;
        return <Steps steps={steps} label={say(words.timeline)} />;
      }}
    </Loaded>
  );
}

function titleOf({ kind, details }: Item, object: ObjectMeta | undefined, say: Say): string {
  const move = object?.machine?.transitions.find((one) => one.command === details.command);
  const state = object?.machine?.states.find((one) => one.name === details.to);
  if (move) return state ? `${say(move.label)} → ${say(state.label)}` : say(move.label);
  if (state) return say(state.label);
  return say(ACTS[kind] ?? { zh: kind, en: kind });
}

function noteOf(
  { actor_name, kind, details }: Item,
  object: ObjectMeta | undefined,
  say: Say,
): { text: string; told: boolean } {
  const fields = Object.keys(kind === "changed" ? (details.fields ?? {}) : {}).flatMap((name) => {
    const field = object ? fieldNamed(object, name) : undefined;
    return field && (!field.system || name === "sla_state") ? [say(field.label)] : [];
  });
  const who = actor_name === "system" ? say(words.system) : actor_name;
  const parts = [who, details.text, details.reason, fields.join(say({ zh: "、", en: ", " }))];
  return { text: parts.filter(Boolean).join(" · "), told: fields.length > 0 };
}
