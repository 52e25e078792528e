import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import { useDoing } from "../../../kit/doing.tsx";
import { SecretLine } from "../../../kit/secret_line.tsx";
import { orderWords as words } from "./words.ts";

/** Shuts the customer's link of an order, e.g. one that went to the wrong person, and shows the new one. */
export function CustomerLink({ order }: { order: string }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [fresh, setFresh] = useState("");
  const change = (): Promise<boolean> =>
    run(async (key) => {
      const path = `/api/v1/dispatch/orders/${order}/revoke-link`;
      const { tracking_url } = await post<{ tracking_url: string }>(path, undefined, { key });
      setFresh(new URL(tracking_url, globalThis.location.origin).toString());
    });
  if (fresh) return <SecretLine text={fresh} label={say(words.customerLink)} />;
  return (
    <Popconfirm
      title={say(words.changeLinkAsk)}
      okText={say(words.changeLink)}
      onConfirm={() => void change()}
    >
      <Button size="small" loading={busy}>
        {say(words.changeLink)}
      </Button>
    </Popconfirm>
  );
}
