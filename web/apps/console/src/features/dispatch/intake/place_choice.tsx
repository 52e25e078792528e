import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Form, Input, Radio } from "antd";
import type { CallerAsset, CallerSite } from "./api.ts";
import { type Draft, NO_SITE } from "./draft.ts";
import { PlacePin } from "./place_pin.tsx";
import { intakeWords as words } from "./words.ts";

const NEW = "new";
const NONE = "none";

interface SiteChoiceProps {
  draft: Draft;
  sites: CallerSite[];
  onChange: (next: Partial<Draft>) => void;
}

/** One of the customer's places, or a new address. */
export function SiteChoice({ draft, sites, onChange }: SiteChoiceProps) {
  const say = useSay();
  const value = draft.site ?? (draft.newSite ? NEW : NONE);
  const { newSite } = draft;
  return (
    <>
      {sites.length > 0 ? (
        <Form.Item label={say(words.site)}>
          <Radio.Group
            aria-label={say(words.site)}
            className="i-choices"
            value={value}
            onChange={(event) => {
              const next = event.target.value as string;
              const known = sites.some((one) => one.id === next);
              onChange({
                site: known ? next : null,
                newSite: next === NEW ? NO_SITE : null,
                asset: null,
              });
            }}
          >
            {sites.map((one) => (
              <Radio key={one.id} value={one.id}>
                <strong>{one.name}</strong> <span className="d-muted">{one.address_text}</span>
                {one.access_notes ? (
                  <span className="i-access">{say(words.access, { notes: one.access_notes })}</span>
                ) : null}
              </Radio>
            ))}
            <Radio value={NEW}>{say(words.newSite)}</Radio>
            <Radio value={NONE}>{say(words.noSite)}</Radio>
          </Radio.Group>
        </Form.Item>
      ) : null}
      {newSite ? (
        <>
          <div className="i-row i-row--address">
            <Form.Item label={say(words.addressLine)} htmlFor="i-address">
              <Input
                id="i-address"
                maxLength={200}
                placeholder={say(words.addressEg)}
                value={newSite.address}
                onChange={(event) => onChange({ newSite: { ...newSite, address: event.target.value } })}
              />
            </Form.Item>
            <Form.Item label={say(words.siteName)} htmlFor="i-site">
              <Input
                id="i-site"
                maxLength={60}
                placeholder={say(words.siteNameEg)}
                value={newSite.name}
                onChange={(event) => onChange({ newSite: { ...newSite, name: event.target.value } })}
              />
            </Form.Item>
          </div>
          <PlacePin site={newSite} onChange={(next) => onChange({ newSite: next })} />
        </>
      ) : null}
    </>
  );
}

interface AssetChoiceProps {
  draft: Draft;
  assets: CallerAsset[];
  onChange: (next: Partial<Draft>) => void;
}

/** The customer's assets, those of the chosen place first. */
export function AssetChoice({ draft, assets, onChange }: AssetChoiceProps) {
  const say = useSay();
  const { date } = useFormats();
  const here = assets.filter((one) => !draft.site || !one.site || one.site.id === draft.site);
  const today = new Date().toISOString().slice(0, 10);
  if (here.length === 0) return null;
  return (
    <Form.Item label={say(words.asset)}>
      <Radio.Group
        aria-label={say(words.asset)}
        className="i-choices"
        value={draft.asset ?? NONE}
        onChange={(event) => {
          const id = event.target.value as string;
          const asset = here.find((one) => one.id === id);
          onChange({
            asset: asset?.id ?? null,
            ...(asset?.site && !draft.site ? { site: asset.site.id, newSite: null } : {}),
          });
        }}
      >
        {here.map((one) => (
          <Radio key={one.id} value={one.id}>
            <strong>{one.name}</strong>{" "}
            <span className="d-muted">{[one.model, one.serial].filter(Boolean).join(" · ")}</span>
            {one.warranty_until ? (
              <span className={one.warranty_until >= today ? "i-warranty" : "i-warranty i-warranty--over"}>
                {one.warranty_until >= today
                  ? say(words.inWarranty, { date: date(one.warranty_until) })
                  : say(words.outOfWarranty)}
              </span>
            ) : null}
          </Radio>
        ))}
        <Radio value={NONE}>{say(words.noAsset)}</Radio>
      </Radio.Group>
    </Form.Item>
  );
}
