import { fileUrl, uploadFile } from "@sortie/client/files.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Input, TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Stack } from "@sortie/ui/page.tsx";
import { OptionList } from "@sortie/ui/picker.tsx";
import { SignaturePad } from "@sortie/ui/signature_pad.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { type FormEvent, type ReactNode, useState } from "react";
import type { ChecklistStep } from "../../kit/field_api.ts";
import { Photos } from "../../kit/photos.tsx";
import { ScanField } from "./scan_field.tsx";
import { beyondLimits, readingOf } from "./walk.ts";
import { words } from "./words.ts";

export type StepSave = (
  answer: { value?: unknown; files?: string[] },
  how?: { stay?: boolean },
) => Promise<boolean>;

export interface StepInputProps {
  step: ChecklistStep;
  titleId: string;
  busy: boolean;
  save: StepSave;
}

/** The answer of one step, by its kind. */
export function StepInput(props: StepInputProps) {
  const { step, titleId, save } = props;
  switch (step.kind) {
    case "check":
      return <YesNo {...props} />;
    case "choice":
      return <Choice {...props} />;
    case "photo":
      return <PhotoStep {...props} />;
    case "signature":
      return <Signature {...props} />;
    case "number":
      return <NumberStep {...props} />;
    case "scan":
      return (
        <TypedStep {...props}>
          {(value, set) => (
            <ScanField
              value={value}
              onChange={set}
              onScan={(code) => void save({ value: code })}
              labelledBy={titleId}
            />
          )}
        </TypedStep>
      );
    default:
      return (
        <TypedStep {...props}>
          {(value, set) => (
            <TextArea rows={4} aria-labelledby={titleId} maxLength={2000} value={value} onChange={set} />
          )}
        </TypedStep>
      );
  }
}

function YesNo({ step, busy, save }: StepInputProps) {
  const say = useSay();
  const value = step.answer?.value;
  return (
    <div className="m-yes-no">
      <Button
        icon="check"
        aria-pressed={value === true}
        disabled={busy}
        onClick={() => void save({ value: true })}
      >
        {say(words.yes)}
      </Button>
      <Button
        icon="cross"
        aria-pressed={value === false}
        disabled={busy}
        onClick={() => void save({ value: false })}
      >
        {say(words.no)}
      </Button>
    </div>
  );
}

function Choice({ step, save }: StepInputProps) {
  const value = step.answer?.value;
  return (
    <OptionList
      label={step.title}
      options={(step.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
      chosen={typeof value === "string" ? [value] : []}
      onToggle={(choice) => void save({ value: choice })}
    />
  );
}

function PhotoStep({ step, titleId, save }: StepInputProps) {
  const say = useSay();
  const files = step.answer?.files ?? [];
  const wanted = step.count ?? 1;
  return (
    <Stack>
      {step.required ? (
        <p className="m-step__place">{say(words.photosOf, { n: wanted, have: files.length })}</p>
      ) : null}
      <Photos
        aria-labelledby={titleId}
        id={`${titleId}-camera`}
        value={files}
        onChange={(ids) => void save({ files: ids }, { stay: true })}
      />
    </Stack>
  );
}

function Signature({ step, save }: StepInputProps) {
  const say = useSay();
  const [again, setAgain] = useState(false);
  const file = step.answer?.files[0];
  if (file && !again) {
    return (
      <Stack>
        <img className="m-signature" src={fileUrl(file)} alt={say(words.signed)} />
        <Button block onClick={() => setAgain(true)}>
          {say(words.signAgain)}
        </Button>
      </Stack>
    );
  }
  const sign = async (image: Blob): Promise<void> => {
    try {
      const { id } = await uploadFile(image, "signature.png");
      if (await save({ files: [id] })) setAgain(false);
    } catch {
      toast(say(words.uploadFailed), "danger");
    }
  };
  return <SignaturePad onSign={sign} label={step.title} />;
}

function NumberStep(props: StepInputProps) {
  const say = useSay();
  const { step, titleId } = props;
  const { min, max, unit = "" } = step;
  const limits =
    min !== undefined && max !== undefined
      ? words.limits
      : min !== undefined
        ? words.limitLow
        : max !== undefined
          ? words.limitHigh
          : null;
  return (
    <TypedStep {...props} check={(typed) => (readingOf(typed) === null ? say(words.notNumber) : "")}>
      {(value, set) => {
        const reading = readingOf(value);
        return (
          <>
            <Input
              className="m-big-input"
              inputMode="decimal"
              autoComplete="off"
              aria-labelledby={titleId}
              value={value}
              onChange={set}
              after={unit || undefined}
            />
            {limits ? (
              <p className="m-step__hint">{say(limits, { min: min ?? "", max: max ?? "", unit })}</p>
            ) : null}
            {reading !== null && beyondLimits(step, reading) ? (
              <p className="m-warn" role="alert">
                {say(words.beyond)}
              </p>
            ) : null}
          </>
        );
      }}
    </TypedStep>
  );
}

interface TypedStepProps extends StepInputProps {
  check?: (typed: string) => string;
  children: (value: string, set: (value: string) => void) => ReactNode;
}

/** Typed answers are saved by the button below (it submits this form) or by its own when they change. */
function TypedStep({ step, busy, save, check, children }: TypedStepProps) {
  const say = useSay();
  const kept = step.answer?.value == null ? "" : String(step.answer.value);
  const [value, setValue] = useState(kept);
  const [error, setError] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const typed = value.trim();
    const wrong = typed ? (check?.(typed) ?? "") : step.required ? say(words.fill) : "";
    setError(wrong);
    if (!wrong) void save({ value: typed ? readingOr(step, typed) : null });
  };
  return (
    <form id="step" noValidate onSubmit={submit}>
      <Stack>
        {children(value, setValue)}
        {error ? (
          <p className="m-warn" role="alert">
            {error}
          </p>
        ) : null}
        {kept && value !== kept ? (
          <Button type="submit" kind="primary" block busy={busy}>
            {say(words.save)}
          </Button>
        ) : null}
      </Stack>
    </form>
  );
}

function readingOr(step: ChecklistStep, typed: string): string {
  return step.kind === "number" ? (readingOf(typed) ?? typed) : typed.trim();
}
