import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Reference, Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Modal, TreeSelect } from "antd";
import { useState } from "react";
import { treeOf } from "../../kit/conditions.ts";
import { FilterBuilder } from "../../kit/filter_builder.tsx";
import { conditionsOf } from "./scope_filter.ts";
import { treeOf as unitTree } from "./tree.ts";
import { adminWords as words } from "./words.ts";

interface ScopeDialogProps {
  kind: string;
  object: ObjectMeta;
  grant: Row;
  writable: boolean;
  onSet: (values: Record<string, unknown>) => void;
  onClose: () => void;
}

export function ScopeDialog(props: ScopeDialogProps) {
  return props.kind === "named" ? <Units {...props} /> : <Filter {...props} />;
}

/** The listed units, each with all below it. */
function Units({ object, grant, writable, onSet, onClose }: ScopeDialogProps) {
  const say = useSay();
  const units = useRecords("org_unit", { fields: ["name", "parent"], sort: "code", limit: 500 });
  const [chosen, setChosen] = useState<string[]>(
    ((grant.values.scope_units as Reference[] | null) ?? []).map((one) => one.id),
  );
  return (
    <Modal
      open
      title={say(words.unitsTitle, { object: say(object.label) })}
      okText={say(words.save)}
      okButtonProps={{ disabled: !writable || chosen.length === 0 }}
      onCancel={onClose}
      onOk={() => {
        onSet({ scope_kind: "named", scope_units: chosen });
        onClose();
      }}
    >
      <p className="c-page__note m-note">{say(words.unitsHelp)}</p>
      <TreeSelect<string[]>
        className="c-wide"
        multiple
        treeDefaultExpandAll
        showSearch={{ treeNodeFilterProp: "title" }}
        disabled={!writable}
        loading={units.isPending}
        aria-label={say(words.units)}
        placeholder={say(words.units)}
        value={chosen}
        onChange={setChosen}
        fieldNames={{ label: "title", value: "key", children: "children" }}
        treeData={unitTree(units.rows)}
      />
    </Modal>
  );
}

/** Rows that fulfil conditions on the object's own fields. */
function Filter({ object, grant, writable, onSet, onClose }: ScopeDialogProps) {
  const say = useSay();
  const [missing, setMissing] = useState(false);
  const known = useQuery({
    queryKey: ["scope_filter", grant.id, grant.version],
    queryFn: () => conditionsOf(object, grant.values.scope_filter as FilterTree | null),
  });
  return (
    <Modal
      open
      width={800}
      title={say(words.conditionsTitle, { object: say(object.label) })}
      footer={null}
      onCancel={onClose}
    >
      <p className="c-page__note m-note">{say(words.conditionsHelp)}</p>
      {missing ? <Alert type="error" showIcon title={say(words.conditionsNeed)} /> : null}
      <Loaded query={known}>
        {(conditions) => (
          <FilterBuilder
            object={object}
            value={conditions}
            onApply={(next) => {
              const tree = treeOf(next);
              setMissing(tree === null);
              if (!tree || !writable) return;
              onSet({ scope_kind: "filter", scope_filter: tree });
              onClose();
            }}
          />
        )}
      </Loaded>
    </Modal>
  );
}
