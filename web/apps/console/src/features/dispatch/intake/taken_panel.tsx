import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { App, Button, Input, Result, Space } from "antd";
import { type Taken, trackingLink } from "./api.ts";
import { DuplicateList } from "./duplicate_list.tsx";
import { intakeWords as words } from "./words.ts";

/** What came of the call: numbers to read out, the link to send, look-alikes to mind. */
export function TakenPanel({ taken, onNext }: { taken: Taken; onNext: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const link = trackingLink(taken, globalThis.location.origin);
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    void message.success(say(words.copied));
  };
  return (
    <Result
      status="success"
      title={say(words.saved)}
      subTitle={
        <span className="i-numbers">
          <span>
            {say(words.requestNumber)} <strong>{taken.request.number}</strong>
          </span>
          {taken.work_order ? (
            <span>
              {say(words.orderNumber)}{" "}
              <Link to="/orders/$id" params={{ id: taken.work_order.id }}>
                {taken.work_order.number}
              </Link>
            </span>
          ) : null}
        </span>
      }
      extra={
        <Button type="primary" autoFocus onClick={onNext}>
          {say(words.nextCall)}
        </Button>
      }
    >
      {link || taken.duplicates.length > 0 ? (
        <>
          {link ? (
            <Space.Compact block>
              <Input readOnly value={link} aria-label={say(words.trackingLink)} />
              <Button onClick={() => void copy(link)}>{say(words.copy)}</Button>
            </Space.Compact>
          ) : null}
          {taken.duplicates.length > 0 ? <DuplicateList found={taken.duplicates} /> : null}
        </>
      ) : null}
    </Result>
  );
}
