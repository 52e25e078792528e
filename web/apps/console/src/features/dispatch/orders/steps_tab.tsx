import { useFormats } from "@sortie/ui/format.ts";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { Tag } from "@sortie/ui/tag.tsx";
import { Alert, Empty } from "antd";
import type { StepItem, WholeOrder } from "../desk/api.ts";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { limitsText, verdictOf } from "./step_verdict.ts";
import { orderWords as words } from "./words.ts";

/** What was answered on site, step by step, with what is out of bounds and what is still open. */
export function StepsTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { items, missing } = whole.steps;
  const shown = items.filter((item) => item.visible);
  if (shown.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noSteps)} />;
  const done = shown.filter((item) => item.answer && !item.answer.skipped_reason).length;
  const begun = items.some((item) => item.answer);
  return (
    <div className="o-steps">
      <strong>{say(words.stepsDone, { done, all: shown.length })}</strong>
      {begun && missing.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={`${say(words.missing)} ${missing.map((gap) => say(gap.text)).join(" ")}`}
        />
      ) : null}
      <ol>
        {shown.map((item) => (
          <StepAnswer key={item.key} item={item} />
        ))}
      </ol>
    </div>
  );
}

function StepAnswer({ item }: { item: StepItem }) {
  const say = useSay();
  const lang = useLanguage();
  const { moment } = useFormats();
  const { answer } = item;
  const verdict = verdictOf(item);
  const limits = limitsText(item);
  const title = lang === "en" && item.title_en ? item.title_en : item.title;
  return (
    <li className={`o-step o-step--${verdict}`}>
      <div className="o-step__head">
        <span>
          {title}
          {item.required ? <span className="o-required">{say(words.required)}</span> : null}
          {limits ? <span className="d-muted"> {say(words.limits, { limits })}</span> : null}
        </span>
        <span className="o-step__value">
          {!answer ? <span className="d-muted">{say(words.notDone)}</span> : null}
          {answer?.skipped_reason ? say(words.skipped, { reason: answer.skipped_reason }) : null}
          {answer && !answer.skipped_reason ? <AnswerText item={item} /> : null}
          {verdict === "failed" ? (
            <Tag tone="danger">{limits ? say(words.outOfLimits, { limits }) : say(words.failed)}</Tag>
          ) : null}
          {answer?.done_at ? <time className="d-muted">{moment(answer.done_at)}</time> : null}
        </span>
      </div>
      <PhotoWall ids={answer?.files ?? []} label={title} size={112} />
    </li>
  );
}

function AnswerText({ item }: { item: StepItem }) {
  const say = useSay();
  const value = item.answer?.value;
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return <strong>{say(value ? words.yes : words.no)}</strong>;
  return (
    <strong>
      {String(value)} {item.unit ?? ""}
    </strong>
  );
}
