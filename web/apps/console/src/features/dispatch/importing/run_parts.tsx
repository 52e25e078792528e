import { fileUrl } from "@sortie/client/files.ts";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { ProgressBar } from "@sortie/ui/progress_bar.tsx";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Popconfirm } from "antd";
import { useDoing } from "../../../kit/doing.tsx";
import { listSearch } from "../../../kit/list_link.ts";
import { type ImportRun, imports } from "./api.ts";
import { importWords as words } from "./words.ts";

const TOUCHED = { objects: ["order_import", "work_order"] };

/** How far it is, with a way to stop it. */
export function Progress({ run }: { run: ImportRun }) {
  const say = useSay();
  const { busy, run: act } = useDoing();
  return (
    <section className="im-run" aria-live="polite">
      <p>{say(words.running)}</p>
      <ProgressBar value={run.rows > 0 ? run.done / run.rows : 0} label={say(words.progress)} />
      <div className="im-acts">
        <strong>{say(words.done, { done: run.done, rows: run.rows })}</strong>
        <span>
          {say(words.ok)} {run.ok} · {say(words.skipped)} {run.skipped} · {say(words.failed)} {run.failed}
        </span>
        <Popconfirm
          title={say(words.stopAsk)}
          description={say(words.stopHelp)}
          okText={say(words.stop)}
          cancelText={say(words.cancel)}
          onConfirm={() => act((key) => imports.stop(run.id, { key }), TOUCHED)}
        >
          <Button loading={busy}>{say(words.stop)}</Button>
        </Popconfirm>
      </div>
    </section>
  );
}

/** What became of it: the orders made, the rows that failed, and how to go on. */
export function Outcome({ run }: { run: ImportRun }) {
  const say = useSay();
  const { busy, run: act } = useDoing();
  const goOn = (): void => void act((key) => imports.start(run.id, run.createMissing, { key }), TOUCHED);
  return (
    <>
      <Told run={run} />
      <div className="im-acts">
        {run.ok > 0 ? (
          <Link
            to="/records/$object"
            params={{ object: "work_order" }}
            search={listSearch([{ field: "order_import", op: "eq", value: run.id }])}
          >
            <Button type="primary" tabIndex={-1}>
              {say(words.orders)}
            </Button>
          </Link>
        ) : null}
        {run.state === "done" || run.rows === 0 ? null : (
          <Button type={run.ok > 0 ? "default" : "primary"} loading={busy} onClick={goOn}>
            {say(words.goOn)}
          </Button>
        )}
        {run.result ? (
          <Button href={fileUrl(run.result)} download>
            {say(words.failedFile)}
          </Button>
        ) : null}
        <Link to="/imports">{say(words.another)}</Link>
      </div>
      {run.problems.length > 0 ? <Problems run={run} /> : null}
    </>
  );
}

function Told({ run }: { run: ImportRun }) {
  const say = useSay();
  const { ok, skipped, failed, done, rows } = run;
  if (run.state === "done")
    return (
      <Alert
        type={failed > 0 ? "warning" : "success"}
        showIcon
        title={say(words.finished, { ok, skipped, failed })}
      />
    );
  if (run.state === "broken")
    return <Alert type="error" showIcon title={say(words.broken)} description={say(words.brokenHelp)} />;
  return (
    <Alert
      type="info"
      showIcon
      title={done > 0 ? say(words.stopped, { done, rows }) : say(words.discarded)}
    />
  );
}

function Problems({ run }: { run: ImportRun }) {
  const say = useSay();
  const language = useLanguage();
  return (
    <section className="im-problems" aria-label={say(words.problems)}>
      <h2 className="im-heading">{say(words.problems)}</h2>
      <ul>
        {run.problems.map((one) => (
          <li key={`${one.row} ${one.field} ${one.zh}`}>
            <strong>
              {say(words.line)} {one.row}
            </strong>
            <span>{language === "en" ? one.en : one.zh}</span>
          </li>
        ))}
      </ul>
      {run.problems.length < run.failed ? (
        <p className="d-muted">{say(words.problemsMore, { count: run.problems.length })}</p>
      ) : null}
    </section>
  );
}
