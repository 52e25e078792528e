import { Button } from "@sortie/ui/button.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Row, Stack } from "@sortie/ui/page.tsx";
import { goBack } from "@sortie/ui/router.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isAnswered } from "../../kit/answers.ts";
import { useDoing } from "../../kit/doing.ts";
import { type ChecklistStep, fieldApi, type Job } from "../../kit/field_api.ts";
import { keepJob, useJob } from "../../kit/field_queries.ts";
import "./checklist.css";
import { StepInput, type StepSave } from "./step_input.tsx";
import { firstOpen, shownSteps, stepAfter } from "./walk.ts";
import { words } from "./words.ts";

/** One step after another; each is saved the moment it is answered. */
export function ChecklistPage({ id }: { id: string }) {
  const say = useSay();
  const job = useJob(id);
  const back = (): void => goBack(`/jobs/${id}`);
  const nav = <NavBar title={say(words.title)} note={job.data?.order.subject} onBack={back} />;
  if (!job.data) {
    return (
      <Page nav={nav}>
        <Loaded query={job}>{() => null}</Loaded>
      </Page>
    );
  }
  if (shownSteps(job.data.steps).length === 0) {
    return (
      <Page nav={nav}>
        <Empty />
      </Page>
    );
  }
  return <Walk job={job.data} nav={nav} onBack={back} />;
}

function Walk({ job, nav, onBack }: { job: Job; nav: ReactNode; onBack: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const [at, setAt] = useState(() => firstOpen(job.steps));
  const shown = shownSteps(job.steps);
  const index = Math.max(
    0,
    shown.findIndex((step) => step.key === at),
  );
  const step = shown[index] as ChecklistStep;

  const save: StepSave = async (answer, { stay = false } = {}) => {
    const steps = await run([step.key, answer], (key, happened) =>
      fieldApi.saveStep(job.order.id, step.key, { ...answer, ...happened }, key),
    );
    if (!steps) return false;
    await keepJob(client, { ...job, steps });
    if (!stay) setAt(stepAfter(steps, step.key) ?? step.key);
    return true;
  };
  const last = index === shown.length - 1;
  const { missing } = job.steps;
  const elsewhere = missing.filter((one) => one.key !== step.key);
  const go = (): void => {
    if (!last) setAt(shown[index + 1]?.key ?? null);
    else if (missing[0]) setAt(missing[0].key);
    else onBack();
  };
  const forward = !last
    ? say(words.next)
    : elsewhere.length > 0
      ? say(words.toMissing, { n: missing.length })
      : say(words.done);
  const needsSave = step.kind === "number" || step.kind === "text" || step.kind === "scan";
  return (
    <Page
      nav={nav}
      footer={
        <div className="m-bar">
          <Button size="l" disabled={index === 0} onClick={() => setAt(shown[index - 1]?.key ?? null)}>
            {say(words.previous)}
          </Button>
          {needsSave && !isAnswered(step.answer) ? (
            <Button kind="primary" size="l" busy={busy} type="submit" form="step">
              {say(words.save)}
            </Button>
          ) : (
            <Button
              kind="primary"
              size="l"
              busy={busy}
              disabled={last && elsewhere.length === 0 && missing.length > 0}
              onClick={go}
            >
              {forward}
            </Button>
          )}
        </div>
      }
    >
      <Stack>
        <Dots steps={shown} at={step.key} onGo={setAt} />
        {missing.length > 0 ? (
          <p className="m-step__place">{say(words.missing, { n: missing.length })}</p>
        ) : null}
        <StepCard key={step.key} step={step} n={index + 1} all={shown.length} busy={busy} save={save} />
      </Stack>
    </Page>
  );
}

interface StepCardProps {
  step: ChecklistStep;
  n: number;
  all: number;
  busy: boolean;
  save: StepSave;
}

function StepCard({ step, n, all, busy, save }: StepCardProps) {
  const say = useSay();
  const english = useLanguage() === "en";
  const titleId = `step-${step.key}`;
  return (
    <section className="m-step" aria-labelledby={titleId}>
      <header>
        <Row between>
          <span className="m-step__place">{say(words.stepOf, { n, all })}</span>
          <Tag tone={step.required ? "accent" : "grey"}>
            {say(step.required ? words.required : words.optional)}
          </Tag>
        </Row>
        <h2 id={titleId}>{english ? step.title_en || step.title : step.title}</h2>
        {step.hint ? <p className="m-step__hint">{step.hint}</p> : null}
      </header>
      <StepInput step={step} titleId={titleId} busy={busy} save={save} />
    </section>
  );
}

function Dots({ steps, at, onGo }: { steps: ChecklistStep[]; at: string; onGo: (key: string) => void }) {
  const say = useSay();
  const here = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step is another place in the row
  useEffect(() => {
    here.current?.scrollIntoView?.({ inline: "center", block: "nearest" });
  }, [at]);
  return (
    <nav className="m-dots" aria-label={say(words.title)}>
      {steps.map((step, index) => {
        const done = isAnswered(step.answer);
        const current = step.key === at;
        return (
          <button
            key={step.key}
            ref={current ? here : undefined}
            type="button"
            className={done ? "m-dot m-dot--done" : "m-dot"}
            aria-current={current ? "step" : undefined}
            aria-label={`${index + 1} ${step.title} ${say(done ? words.answered : words.open)}`}
            onClick={() => onGo(step.key)}
          >
            {done && !current ? <Icon name="check" size={20} /> : index + 1}
          </button>
        );
      })}
    </nav>
  );
}
