import { useMe, useRecords } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { dayOf, useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { Link } from "@tanstack/react-router";
import { Button, Empty, Popover, QRCode } from "antd";
import { stickerUrl } from "./stickers_page.tsx";
import { pageWords as words } from "./words.ts";

const MANY = 100;

/** The customer's machines: which are covered, and the code on each. */
export function Assets({ customer, limit = MANY }: { customer: string; limit?: number }) {
  const say = useSay();
  const list = useRecords("asset", {
    filter: { field: "customer", op: "eq", value: customer },
    fields: ["number", "name", "model", "site", "qr_token", "warranty_until", "contract_until", "state"],
    sort: "number",
    limit,
  });
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() =>
        list.rows.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
        ) : (
          <>
            <ul className="k-list">
              {list.rows.map((row) => (
                <AssetLine key={row.id} row={row} />
              ))}
            </ul>
            <Link to="/customers/stickers" search={{ customer }}>
              {say(words.printAll)}
            </Link>
          </>
        )
      }
    </Loaded>
  );
}

function AssetLine({ row }: { row: Row }) {
  const say = useSay();
  const company = useMe().data?.tenant;
  const { id, values } = row;
  const site = values.site as Reference | null;
  return (
    <li>
      <span>
        <Link to="/records/$object/$id" params={{ object: "asset", id }}>
          <strong>{String(values.name ?? "")}</strong>
        </Link>{" "}
        <span className="k-note">
          {[values.number, values.model, site?.title].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="k-ways">
        <Warranty
          until={values.warranty_until as string | null}
          contract={values.contract_until as string | null}
        />
        {values.qr_token ? (
          <Popover
            trigger="click"
            content={
              <QRCode
                type="svg"
                size={160}
                value={stickerUrl(globalThis.location.origin, company?.code ?? "", String(values.qr_token))}
              />
            }
          >
            <Button size="small">{say(words.qr)}</Button>
          </Popover>
        ) : null}
      </span>
    </li>
  );
}

function Warranty({ until, contract }: { until: string | null; contract: string | null }) {
  const say = useSay();
  const { date } = useFormats();
  const today = dayOf(new Date());
  return (
    <>
      {contract && contract >= today ? (
        <Tag tone="open">{say(words.contractUntil, { date: date(contract) })}</Tag>
      ) : null}
      {until === null || until === undefined ? (
        <span className="k-note">{say(words.noWarranty)}</span>
      ) : until >= today ? (
        <Tag tone="done">{say(words.warrantyUntil, { date: date(until) })}</Tag>
      ) : (
        <Tag tone="cancelled">{say(words.warrantyOver)}</Tag>
      )}
    </>
  );
}
