import { useMe } from "@sortie/client/queries.ts";
import type { Reference } from "@sortie/client/records.ts";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import type { WholeOrder } from "../desk/api.ts";
import { OrderFacts } from "../desk/order_preview.tsx";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { ValueTag } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";
import { CustomerLink } from "./customer_link.tsx";
import { orderWords as words } from "./words.ts";

const MiniMap = lazy(() => import("../map/mini_map.tsx"));

export function OverviewTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { moment } = useFormats();
  const { order } = whole;
  const dispatches = (useMe().data?.features ?? []).includes("dispatch.run");
  const link = (name: string, object: string): ReactNode => {
    const to = order[name] as Reference | null;
    if (!to) return "—";
    return (
      <Link to="/records/$object/$id" params={{ object, id: to.id }}>
        {to.title ?? to.id.slice(0, 8)}
      </Link>
    );
  };
  const facts: [string, ReactNode][] = [
    [say(deskWords.customer), link("customer", "customer")],
    [say(words.site), link("site", "site")],
    [say(words.asset), link("asset", "asset")],
    [say(words.warranty), say(order.in_warranty ? words.inWarranty : words.outOfWarranty)],
    [say(words.channel), <ValueTag key="c" object="work_order" field="channel" value={order.channel} />],
    [
      say(words.created),
      `${(order.created_by as Reference | null)?.title ?? ""} ${moment(order.created_at)}`.trim(),
    ],
    ...(dispatches
      ? [[say(words.customerLink), <CustomerLink key="l" order={order.id} />] as [string, ReactNode]]
      : []),
    ...(order.hold_reason
      ? [
          [
            say(words.hold),
            <ValueTag key="h" object="work_order" field="hold_reason" value={order.hold_reason} />,
          ] as [string, ReactNode],
        ]
      : []),
    ...(order.review_note ? [[say(words.reviewNote), String(order.review_note)] as [string, ReactNode]] : []),
  ];
  return (
    <div className="o-overview">
      <div className="o-column">
        <h2>{say(words.job)}</h2>
        <OrderFacts whole={whole} />
        <PhotoWall
          ids={filesOf(order.photos).map((file) => file.id)}
          label={say(deskWords.photos)}
          size={120}
        />
      </div>
      <div className="o-column">
        <h2>{say(words.place)}</h2>
        <dl className="d-facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {order.location ? (
          <Suspense fallback={<Skeleton rows={1} height={220} />}>
            <MiniMap place={order.location} checkIns={placesOf(whole)} />
          </Suspense>
        ) : (
          <p className="d-muted">{say(words.noPlace)}</p>
        )}
      </div>
    </div>
  );
}

function placesOf(whole: WholeOrder): { lon: number; lat: number }[] {
  return (whole.check_in ?? []).flatMap((one) => {
    const at = one.location as { lon: number; lat: number } | null;
    return at && one.kind === "arrive" ? [at] : [];
  });
}
