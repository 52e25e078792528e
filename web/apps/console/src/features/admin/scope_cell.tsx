import type { Choice, ObjectMeta } from "@sortie/client/metadata.ts";
import type { FilterTree, Reference, Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Select } from "antd";
import { useState } from "react";
import { ScopeDialog } from "./scope_dialog.tsx";
import { leavesOf } from "./scope_filter.ts";
import { adminWords as words } from "./words.ts";

interface ScopeCellProps {
  object: ObjectMeta;
  grant: Row;
  choices: Choice[];
  writable: boolean;
  onSet: (values: Record<string, unknown>) => void;
}

const MORE = new Set(["named", "filter"]);

/** Which rows a grant reaches; units and conditions are asked for where the word alone says too little. */
export function ScopeCell({ object, grant, choices, writable, onSet }: ScopeCellProps) {
  const say = useSay();
  const [asked, setAsked] = useState("");
  const kind = String(grant.values.scope_kind);
  const count =
    kind === "named"
      ? ((grant.values.scope_units as Reference[] | null) ?? []).length
      : leavesOf(grant.values.scope_filter as FilterTree | null).length;
  return (
    <span className="c-line">
      <Select
        style={{ width: 140 }}
        disabled={!writable}
        aria-label={`${say(object.label)} ${say(words.scope)}`}
        value={kind}
        options={choices.map((one) => ({ value: one.value, label: say(one.label) }))}
        onChange={(next) => (MORE.has(next) ? setAsked(next) : onSet({ scope_kind: next }))}
      />
      {MORE.has(kind) ? (
        <Button onClick={() => setAsked(kind)}>
          {say(kind === "named" ? words.unitsOf : words.conditionsOf, { count })}
        </Button>
      ) : null}
      {asked ? (
        <ScopeDialog
          kind={asked}
          object={object}
          grant={grant}
          writable={writable}
          onSet={onSet}
          onClose={() => setAsked("")}
        />
      ) : null}
    </span>
  );
}
