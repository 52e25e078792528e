import { useMe, useRecords } from "@sortie/client/queries.ts";
import type { FilterTree, Reference, Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Empty, QRCode, Segmented } from "antd";
import { type CSSProperties, useState } from "react";
import { ConsolePage } from "../../kit/page.tsx";
import { RefSelect } from "../../kit/ref_select.tsx";
import "./customers.css";
import { customerWords as words } from "./words.ts";

const SIZES = { small: 110, large: 190 } as const;

/** Where a scanned code leads: the company's door with this asset chosen. */
export const stickerUrl = (origin: string, company: string, token: string): string =>
  `${origin}/p/${encodeURIComponent(company)}/a/${encodeURIComponent(token)}`;

/** Stickers of one asset or of all a customer has, ready for the printer. */
export function StickersPage() {
  const say = useSay();
  const { customer, asset } = useSearch({ from: "/customers/stickers" });
  const navigate = useNavigate({ from: "/customers/stickers" });
  const [size, setSize] = useState<keyof typeof SIZES>("small");
  const filter: FilterTree = asset
    ? { field: "id", op: "eq", value: asset }
    : { field: "customer", op: "eq", value: customer };
  const list = useRecords(
    "asset",
    { filter, fields: ["name", "number", "model", "site", "qr_token"], sort: "number", limit: 200 },
    Boolean(asset ?? customer),
  );
  const rows = list.rows.filter((row) => row.values.qr_token);
  return (
    <ConsolePage
      title={say(words.title)}
      note={say(words.help)}
      actions={
        rows.length > 0 ? (
          <Button type="primary" onClick={() => globalThis.print()}>
            {say(words.print, { count: rows.length })}
          </Button>
        ) : null
      }
    >
      <div className="c-bar q-hide">
        <RefSelect
          className="t-filter"
          object="customer"
          label={say(words.customer)}
          value={customer ? [customer] : []}
          onChange={([id]) => void navigate({ search: id ? { customer: id } : {} })}
        />
        <Segmented
          aria-label={say(words.size)}
          value={size}
          onChange={setSize}
          options={[
            { value: "small" as const, label: say(words.small) },
            { value: "large" as const, label: say(words.large) },
          ]}
        />
      </div>
      {asset || customer ? (
        <Loaded query={{ ...list, data: list.data }}>
          {() =>
            rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
            ) : (
              <div className="q-sheet" style={{ "--sticker": `${SIZES[size] + 60}px` } as CSSProperties}>
                {rows.map((row) => (
                  <Sticker key={row.id} row={row} size={SIZES[size]} />
                ))}
              </div>
            )
          }
        </Loaded>
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.pick)} />
      )}
    </ConsolePage>
  );
}

function Sticker({ row, size }: { row: Row; size: number }) {
  const say = useSay();
  const company = useMe().data?.tenant;
  const site = row.values.site as Reference | null;
  return (
    <div className="q-sticker">
      <strong>{company?.name}</strong>
      <div aria-hidden="true">
        <QRCode
          type="svg"
          size={size}
          errorLevel="M"
          value={stickerUrl(globalThis.location.origin, company?.code ?? "", String(row.values.qr_token))}
        />
      </div>
      <strong>{say(words.scan)}</strong>
      <span>
        {String(row.values.name)} {String(row.values.model ?? "")}
      </span>
      <span>
        {String(row.values.number)} {site?.title ? ` · ${site.title}` : ""}
      </span>
    </div>
  );
}
