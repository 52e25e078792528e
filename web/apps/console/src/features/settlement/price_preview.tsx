import { useObject } from "@sortie/client/queries.ts";
import { post } from "@sortie/client/transport.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Card, Descriptions } from "antd";
import { useState } from "react";
import { RefSelect } from "../../kit/ref_select.tsx";
import { BillLines } from "./bill_lines.tsx";
import { useTold } from "./bill_page.tsx";
import type { BillLine, Explanation } from "./lines.ts";
import { settlementWords as words } from "./words.ts";

interface Preview {
  lines: BillLine[];
  total: string;
  explanation: Explanation;
}

/** What the rules in force make of one order. */
export function PricePreview() {
  const say = useSay();
  const [order, setOrder] = useState<string[]>([]);
  const chosen = order[0];
  const bill = useObject("bill");
  const orders = useObject("work_order");
  const preview = useQuery({
    queryKey: ["settlement", "preview", chosen],
    queryFn: () => post<Preview>(`/api/v1/settlement/orders/${chosen}/price-preview`),
    enabled: chosen !== undefined,
    meta: { watches: ["price_rule", "work_order"] },
  });
  if (!bill || !orders) return null;
  return (
    <Card size="small" title={say(words.preview)} className="s-form">
      <p className="c-page__note">{say(words.previewHelp)}</p>
      <RefSelect object="work_order" label={say(words.order)} value={order} onChange={setOrder} />
      {chosen ? <Loaded query={preview}>{(found) => <Priced found={found} />}</Loaded> : null}
    </Card>
  );
}

function Priced({ found }: { found: Preview }) {
  return (
    <div className="s-two">
      <BillLines lines={found.lines} total={found.total} />
      <Descriptions column={1} size="small" items={useTold(found.explanation)} />
    </div>
  );
}
