import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Button, Checkbox, Switch } from "antd";
import { useState } from "react";
import { useDoing } from "../../../kit/doing.tsx";
import { type Checked, checkKey, type ImportRun, imports } from "./api.ts";
import { CheckedLines } from "./checked_lines.tsx";
import { importWords as words } from "./words.ts";

/** What an import would do, row by row, before it does anything; confirmed or thrown away here. */
export function CheckedFile({ run }: { run: ImportRun }) {
  const say = useSay();
  const [createMissing, setCreateMissing] = useState(run.createMissing);
  const check = useQuery({
    queryKey: checkKey(run.id, createMissing),
    queryFn: ({ signal }) => imports.check(run.id, createMissing, signal),
    placeholderData: (before) => before,
    staleTime: 60_000,
  });
  return (
    <>
      <div className="im-choice">
        <Switch
          id="im-create"
          checked={createMissing}
          loading={check.isFetching}
          onChange={setCreateMissing}
          aria-describedby="im-create-help"
        />
        <label htmlFor="im-create">{say(words.createMissing)}</label>
        <span id="im-create-help" className="d-muted">
          {say(words.createHelp)}
        </span>
      </div>
      <Loaded query={check} rows={8}>
        {(checked) => (
          <Found run={run} checked={checked} createMissing={createMissing} busy={check.isFetching} />
        )}
      </Loaded>
    </>
  );
}

interface FoundProps {
  run: ImportRun;
  checked: Checked;
  createMissing: boolean;
  busy: boolean;
}

function Found({ run, checked, createMissing, busy }: FoundProps) {
  const say = useSay();
  const navigate = useNavigate();
  const [onlyBad, setOnlyBad] = useState(false);
  const doing = useDoing();
  const { rows, ok, skipped, failed } = checked;
  const start = (): void =>
    void doing.run((key) => imports.start(run.id, createMissing, { key }), { objects: ["order_import"] });
  const discard = async (): Promise<void> => {
    if (await doing.run((key) => imports.stop(run.id, { key }), { objects: ["order_import"] }))
      await navigate({ to: "/imports" });
  };
  const lines = onlyBad ? checked.lines.filter((line) => line.kind === "error") : checked.lines;
  return (
    <>
      <dl className="im-figures" aria-busy={busy}>
        <Figure label={say(words.rows)} value={rows} />
        <Figure label={say(words.willOk)} value={ok} tone="ok" />
        <Figure label={say(words.willSkip)} value={skipped} />
        <Figure label={say(words.willFail)} value={failed} tone={failed > 0 ? "bad" : undefined} />
      </dl>
      {failed > 0 ? (
        <Alert type="warning" showIcon title={say(ok > 0 ? words.fixHint : words.noneGood)} />
      ) : (
        <Alert type="success" showIcon title={say(words.allGood, { count: ok + skipped })} />
      )}
      <div className="im-acts">
        <Button type="primary" disabled={ok === 0 || busy} loading={doing.busy} onClick={start}>
          {say(words.confirm, { count: ok })}
        </Button>
        <Button disabled={doing.busy} onClick={() => void discard()}>
          {say(words.discard)}
        </Button>
        {failed > 0 && failed < checked.lines.length ? (
          <Checkbox checked={onlyBad} onChange={(event) => setOnlyBad(event.target.checked)}>
            {say(words.onlyBad)}
          </Checkbox>
        ) : null}
      </div>
      <CheckedLines columns={checked.columns} lines={lines} />
      <p className="d-muted">
        {checked.more > 0
          ? say(words.more, { count: checked.more })
          : checked.lines.length < rows
            ? say(words.sample)
            : null}
      </p>
    </>
  );
}

function Figure({ label, value, tone }: { label: string; value: number; tone?: string | undefined }) {
  return (
    <div data-tone={tone}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
