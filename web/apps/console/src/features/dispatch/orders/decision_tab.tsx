import { useObject, useRecords } from "@sortie/client/queries.ts";
import type { Reference } from "@sortie/client/records.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Collapse, Empty } from "antd";
import type { Candidate, Excluded, Values, WholeOrder } from "../desk/api.ts";
import { CandidateList } from "../desk/candidates_panel.tsx";
import { ValueTag } from "../desk/tags.tsx";
import { orderWords as words } from "./words.ts";

const MANY = 200;

/** Every decision as it was kept: who was chosen, who else could have come, who couldn't and why. */
export function DecisionTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { moment } = useFormats();
  const known = Boolean(useObject("field_resource"));
  const people = useRecords("field_resource", { fields: ["user"], limit: MANY }, known);
  const decisions = [...(whole.dispatch_decision ?? [])].reverse();
  const names = new Map(
    people.rows.flatMap((row) => {
      const user = row.values.user as Reference | null;
      return user ? [[user.id, user.title ?? ""] as const] : [];
    }),
  );
  if (decisions.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noDecision)} />;
  return (
    <Collapse
      defaultActiveKey={[decisions[0]?.id ?? ""]}
      items={decisions.map((decision) => ({
        key: decision.id,
        label: (
          <span className="d-actions">
            <strong>
              {say(words.whyThis, { name: (decision.chosen as Reference | null)?.title ?? "—" })}
            </strong>
            <ValueTag object="dispatch_decision" field="mode" value={decision.mode} />
            <span className="d-muted">
              {say(words.decidedBy, {
                who: (decision.created_by as Reference | null)?.title ?? say(words.byMachine),
                at: moment(String(decision.created_at)),
              })}
            </span>
          </span>
        ),
        children: <Decision decision={decision} names={names} />,
      }))}
    />
  );
}

function Decision({ decision, names }: { decision: Values; names: Map<string, string> }) {
  const say = useSay();
  const chosen = (decision.chosen as Reference | null)?.id ?? null;
  const inputs = (decision.inputs ?? {}) as { override_reason?: string };
  const named = <T extends { user: string; name?: string }>(all: unknown): T[] =>
    ((all ?? []) as T[]).map((one) => ({ ...one, name: one.name ?? names.get(one.user) ?? "" }));
  const candidates = named<Candidate>(decision.candidates);
  return (
    <div className="o-decision">
      {inputs.override_reason ? (
        <Alert type="info" showIcon title={say(words.overridden, { reason: inputs.override_reason })} />
      ) : null}
      {chosen && !candidates.some((one) => one.user === chosen) ? (
        <Alert type="warning" showIcon title={say(words.notCandidate)} />
      ) : null}
      <CandidateList
        chosen={chosen}
        found={{
          rule: {
            id: (decision.rule as Reference | null)?.id ?? null,
            name: (decision.rule as Reference | null)?.title ?? "",
            revision: Number(decision.rule_revision ?? 1),
          },
          candidates,
          excluded: named<Excluded>(decision.excluded),
        }}
      />
    </div>
  );
}
