import { Avatar } from "@sortie/ui/avatar.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Alert, Button, Collapse, Tooltip } from "antd";
import type { Candidate, Candidates, Excluded, ScorePart } from "./api.ts";
import { useAssigning } from "./assigning.tsx";
import { useCandidates } from "./queries.ts";
import { deskWords as words } from "./words.ts";

const TOP = 100;

/** Who could take the order: ranked, each score explained line by line, and why the others can't. */
export function CandidatesPanel({ order, onDone }: { order: string; onDone?: () => void }) {
  const found = useCandidates(order);
  const assigning = useAssigning(onDone);
  return (
    <Loaded query={found} rows={3}>
      {(answer) => (
        <>
          <CandidateList
            found={answer}
            busy={assigning.busy}
            onAssign={(one) =>
              void assigning.assign(
                order,
                { engineer: one.user, start: one.start, end: one.end, mode: "suggested" },
                one.name ?? "",
              )
            }
            onForce={(one) => void assigning.assign(order, { engineer: one.user }, one.name ?? "")}
          />
          {assigning.dialog}
        </>
      )}
    </Loaded>
  );
}

interface ListProps {
  found: Candidates;
  chosen?: string | null;
  busy?: boolean;
  onAssign?: (one: Candidate) => void;
  onForce?: (one: Excluded) => void;
}

/** Also draws a decision that was kept: then without buttons. */
export function CandidateList({ found, chosen, busy, onAssign, onForce }: ListProps) {
  const say = useSay();
  const { rule, candidates, excluded } = found;
  const best = candidates[0]?.user;
  return (
    <section className="d-candidates" aria-label={say(words.candidates)}>
      <p className="d-candidates__rule">
        <strong>{say(words.candidatesOf, { count: candidates.length })}</strong>
        <span>{say(words.rule, { name: rule.name || say(words.builtInRule), revision: rule.revision })}</span>
      </p>
      {candidates.length === 0 ? <Alert type="info" showIcon title={say(words.nobodyFits)} /> : null}
      <ol className="d-candidates__list">
        {candidates.map((one, place) => (
          <CandidateCard
            key={one.user}
            one={one}
            place={place + 1}
            chosen={chosen === one.user}
            open={one.user === (chosen ?? best)}
            busy={busy === true}
            onAssign={onAssign}
          />
        ))}
      </ol>
      {excluded.length > 0 ? (
        <Collapse
          size="small"
          items={[
            {
              key: "excluded",
              label: say(words.excluded, { count: excluded.length }),
              children: <ExcludedList excluded={excluded} onForce={onForce} />,
            },
          ]}
        />
      ) : null}
    </section>
  );
}

interface CardProps {
  one: Candidate;
  place: number;
  chosen: boolean;
  open: boolean;
  busy: boolean;
  onAssign: ((one: Candidate) => void) | undefined;
}

function CandidateCard({ one, place, chosen, open, busy, onAssign }: CardProps) {
  const say = useSay();
  const { moment, time, duration } = useFormats();
  return (
    <li className={chosen ? "d-candidate d-candidate--chosen" : "d-candidate"}>
      <div className="d-candidate__head">
        <span className="d-candidate__place">{place}</span>
        <Avatar name={one.name ?? ""} size={32} />
        <div className="d-candidate__who">
          <strong>{one.name}</strong>
          <span>
            {say(words.suggested, { time: `${moment(one.start)}–${time(one.end)}` })} ·{" "}
            {say(words.travel, { time: duration(one.travel_s) })}
          </span>
        </div>
        <ScoreBar score={one.score} parts={one.parts} />
        {onAssign ? (
          <Button
            type={place === 1 ? "primary" : "default"}
            size="small"
            disabled={busy}
            aria-label={say(words.assignTo, { name: one.name ?? "" })}
            onClick={() => onAssign(one)}
          >
            {say(words.assign)}
          </Button>
        ) : null}
      </div>
      <Collapse
        ghost
        size="small"
        defaultActiveKey={open ? ["why"] : []}
        items={[{ key: "why", label: say(words.whyScore), children: <Parts parts={one.parts} /> }]}
      />
    </li>
  );
}

/** The total, made of its parts: what weighs most is seen at once. */
function ScoreBar({ score, parts }: { score: number; parts: ScorePart[] }) {
  const say = useSay();
  return (
    <span className="d-score" role="img" aria-label={`${say(words.score)} ${score.toFixed(1)}`}>
      <strong>{score.toFixed(1)}</strong>
      <span className="d-score__bar">
        {parts.map((part) => (
          <Tooltip key={part.name} title={`${say(part.label)} ${part.contribution.toFixed(1)}`}>
            <span
              className={`d-part d-part--${part.name}`}
              style={{ width: `${Math.max(0, (part.contribution / TOP) * 100)}%` }}
            />
          </Tooltip>
        ))}
      </span>
    </span>
  );
}

function Parts({ parts }: { parts: ScorePart[] }) {
  const say = useSay();
  return (
    <table className="d-parts">
      <tbody>
        {parts.map((part) => (
          <tr key={part.name}>
            <th scope="row">
              <span className={`d-dot d-part--${part.name}`} aria-hidden="true" />
              {say(part.label)}
            </th>
            <td>{say(part.fact)}</td>
            <td className="d-parts__meter">
              <span className="d-meter">
                <span
                  className={`d-part--${part.name}`}
                  style={{ width: `${Math.min(1, part.value) * 100}%` }}
                />
              </span>
            </td>
            <td className="d-parts__number">
              {part.contribution.toFixed(1)}
              <small> / {part.weight.toFixed(0)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ExcludedList({ excluded, onForce }: { excluded: Excluded[]; onForce: ListProps["onForce"] }) {
  const say = useSay();
  return (
    <ul className="d-excluded">
      {excluded.map((one) => (
        <li key={one.user}>
          <Avatar name={one.name ?? ""} size={26} />
          <div>
            <strong>{one.name}</strong>
            <span>{one.reasons.map((reason) => say(reason.text)).join(say({ zh: "；", en: "; " }))}</span>
          </div>
          {onForce ? (
            <Button
              type="link"
              size="small"
              aria-label={say(words.assignTo, { name: one.name ?? "" })}
              onClick={() => onForce(one)}
            >
              {say(words.overrideOk)}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
