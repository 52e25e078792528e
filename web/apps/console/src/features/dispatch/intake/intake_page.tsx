import { useAct, useObject } from "@sortie/client/queries.ts";
import { uuid7 } from "@sortie/client/uuid7.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty, Input } from "antd";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import "../desk/desk.css";
import { useDeskAct } from "../desk/queries.ts";
import { type Caller, intake, type Taken } from "./api.ts";
import { CallerCard } from "./caller_card.tsx";
import { type Draft, draftForNew, draftOf, gapsIn, wishOf } from "./draft.ts";
import { IntakeForm } from "./intake_form.tsx";
import "./intake.css";
import { TakenPanel } from "./taken_panel.tsx";
import { intakeWords as words } from "./words.ts";

const FEWEST = 2;
const PAUSE_MS = 300;

/** A phone call on one page: who it is, what they have, what is wrong. */
export function IntakePage() {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const [draft, setDraft] = useState<Draft | null>(null);
  const [caller, setCaller] = useState<Caller | null>(null);
  const [gaps, setGaps] = useState<ReturnType<typeof gapsIn>>({});
  const [taken, setTaken] = useState<Taken | null>(null);
  const requestId = useRef(uuid7());
  const act = useAct();
  const { busy, run } = useDeskAct();
  const object = useObject("service_request");

  const { customer } = useSearch({ from: "/intake" });
  const navigate = useNavigate({ from: "/intake" });
  const given = useQuery({
    queryKey: ["desk", "caller", customer],
    queryFn: ({ signal }) => intake.caller(customer ?? "", signal),
    enabled: customer !== undefined && caller?.id !== customer && taken === null,
  });
  const arrived = given.data;
  // Who comes from a customer's page has chosen the caller already.
  useEffect(() => {
    if (!arrived) return;
    setCaller(arrived);
    setDraft(draftOf(arrived));
    setGaps({});
  }, [arrived]);

  const start = (next: Draft, known: Caller | null): void => {
    setCaller(known);
    setDraft(next);
    setGaps({});
  };
  const reset = (): void => {
    requestId.current = uuid7();
    act.renew();
    void navigate({ search: {}, replace: true });
    setTaken(null);
    setDraft(null);
    setCaller(null);
    setTyped("");
  };
  const change = (next: Partial<Draft>): void => {
    setDraft((before) => (before ? { ...before, ...next } : before));
    setGaps({});
  };
  const save = async (convert: boolean): Promise<void> => {
    if (!draft) return;
    const missing = gapsIn(draft, convert);
    setGaps(missing);
    if (Object.keys(missing).length > 0) return;
    await run(async (key) => setTaken(await intake.take(wishOf(draft, convert, requestId.current), { key })));
  };
  return (
    <ConsolePage
      title={say(words.title)}
      actions={
        <Link to="/requests">
          <Button tabIndex={-1}>{say(words.toRequests)}</Button>
        </Link>
      }
    >
      <div className="i-page">
        <section className="i-find" aria-label={say(words.step1)}>
          <Finder
            typed={typed}
            onType={setTyped}
            chosen={caller}
            onPick={(one) => start(draftOf(one), one)}
            onNew={() => start(draftForNew(typed), null)}
            onClear={() => {
              void navigate({ search: {}, replace: true });
              setCaller(null);
              setDraft(null);
            }}
          />
        </section>
        <section className="i-form">
          {taken ? (
            <TakenPanel taken={taken} onNext={reset} />
          ) : given.isError && !draft ? (
            <ErrorState error={given.error} onRetry={() => void given.refetch()} />
          ) : draft && object ? (
            <IntakeForm
              draft={draft}
              caller={caller}
              gaps={gaps}
              busy={busy}
              onChange={change}
              onSave={(convert) => void save(convert)}
            />
          ) : (
            <Empty
              className="i-blank"
              image={<Icon name="phone" size={48} />}
              description={say(given.isLoading ? words.loadingCaller : words.findHelp)}
            />
          )}
        </section>
      </div>
    </ConsolePage>
  );
}

interface FinderProps {
  typed: string;
  onType: (text: string) => void;
  chosen: Caller | null;
  onPick: (one: Caller) => void;
  onNew: () => void;
  onClear: () => void;
}

/** Waits until the typing pauses, then asks. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(settled);
}

function Finder({ typed, onType, chosen, onPick, onNew, onClear }: FinderProps) {
  const say = useSay();
  const q = useSettled(typed.trim());
  const found = useQuery({
    queryKey: ["desk", "callers", q],
    queryFn: ({ signal }) => intake.callers(q, signal),
    enabled: q.length >= FEWEST,
    placeholderData: keepPreviousData,
    meta: { watches: ["customer"] },
  });
  const customers = q.length >= FEWEST ? (found.data?.customers ?? []) : [];
  return (
    <>
      <Input
        size="large"
        autoFocus
        allowClear
        value={typed}
        prefix={<Icon name="search" size={18} />}
        placeholder={say(words.find)}
        aria-label={say(words.find)}
        onChange={(event) => onType(event.target.value)}
      />
      <Button block icon={<Icon name="plus" size={16} />} onClick={onNew}>
        {say(words.newCustomer)}
        {typed.trim() ? `：${typed.trim()}` : ""}
      </Button>
      {chosen ? (
        <>
          <CallerCard caller={chosen} chosen onPick={() => undefined} />
          <Button type="link" onClick={onClear}>
            {say(words.clear)}
          </Button>
        </>
      ) : (
        <div className="i-callers" aria-live="polite">
          {found.isError ? <ErrorState error={found.error} onRetry={() => void found.refetch()} /> : null}
          {found.isLoading ? <Skeleton rows={2} height={96} /> : null}
          {found.isSuccess && customers.length === 0 && q.length >= FEWEST ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noneFound, { q })} />
          ) : null}
          {customers.map((one) => (
            <CallerCard key={one.id} caller={one} onPick={() => onPick(one)} />
          ))}
        </div>
      )}
    </>
  );
}
