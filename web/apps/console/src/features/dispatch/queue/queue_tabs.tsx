import { useSay } from "@sortie/ui/language.ts";
import { Badge, Select } from "antd";
import { Tabs } from "../../../kit/tabs.tsx";
import { useNarrow } from "../desk/narrow.ts";
import { useCounts } from "../desk/queries.ts";
import { TABS, type Tab } from "./tabs.ts";
import { queueWords as words } from "./words.ts";

const BAD_TABS = new Set<Tab>(["late", "rework", "cannot_complete"]);

/** The states with how many orders stand in each; a drop-down where twelve tabs have no room. */
export function QueueTabs({ tab, onChange }: { tab: Tab; onChange: (next: Tab) => void }) {
  const say = useSay();
  const counts = useCounts();
  if (useNarrow())
    return (
      <Select<Tab>
        className="q-tab-select"
        aria-label={say(words.tabs)}
        value={tab}
        onChange={onChange}
        options={TABS.map((one) => ({
          value: one,
          label: one === "all" ? say(words.all) : `${say(words[one])} ${counts[one] ?? 0}`,
        }))}
      />
    );
  return (
    <Tabs
      activeKey={tab}
      aria-label={say(words.tabs)}
      onChange={(key) => onChange(key as Tab)}
      items={TABS.map((one) => ({
        key: one,
        label: (
          <span className="q-tab">
            {say(words[one])}
            {one === "all" ? null : (
              <Badge
                count={counts[one] ?? 0}
                overflowCount={999}
                color={BAD_TABS.has(one) ? "var(--c-danger)" : one === tab ? "var(--c-brand)" : "#5f6c6a"}
              />
            )}
          </span>
        ),
      }))}
    />
  );
}
