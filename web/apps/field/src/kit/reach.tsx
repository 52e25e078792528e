import { Button } from "@sortie/ui/button.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { useState } from "react";
import type { MapLink } from "./field_api.ts";
import { NavigateSheet } from "./navigate_sheet.tsx";
import { kitWords } from "./words.ts";

/** `+8613800005678` → `138 0000 5678`; other numbers as they are. */
export function readablePhone(phone: string): string {
  const mainland = /^(?:\+?86)?(1\d{2})(\d{4})(\d{4})$/.exec(phone.replace(/[\s-]/g, ""));
  return mainland ? `${mainland[1]} ${mainland[2]} ${mainland[3]}` : phone;
}

export interface ReachProps {
  phone: string | null;
  links: MapLink[];
  address: string | null;
}

/** A masked number can be read but not dialled. */
function dialled(phone: string | null): phone is string {
  return Boolean(phone) && !phone?.includes("*");
}

/** The two ways to the customer: by voice, by road. */
export function Reach({ phone, links, address }: ReachProps) {
  const say = useSay();
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      {dialled(phone) ? (
        <a className="s-button s-button--plain s-button--m" href={`tel:${phone}`}>
          <Icon name="phone" size="1.25em" />
          <span>{say(kitWords.call)}</span>
        </a>
      ) : null}
      <Button icon="route" onClick={() => setChoosing(true)}>
        {say(kitWords.navigate)}
      </Button>
      <NavigateSheet open={choosing} onClose={() => setChoosing(false)} links={links} address={address} />
    </>
  );
}
