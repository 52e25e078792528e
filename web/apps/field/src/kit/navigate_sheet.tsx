import { Button } from "@sortie/ui/button.tsx";
import { useLanguage, useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import type { MapLink } from "./field_api.ts";
import { kitWords } from "./words.ts";

export interface NavigateSheetProps {
  open: boolean;
  onClose: () => void;
  links: MapLink[];
  address: string | null;
}

/** Which map to be guided by. The web addresses open the app where it is installed. */
export function NavigateSheet({ open, onClose, links, address }: NavigateSheetProps) {
  const say = useSay();
  const english = useLanguage() === "en";
  const copy = async (): Promise<void> => {
    await globalThis.navigator.clipboard?.writeText(address ?? "").catch(() => undefined);
    toast(say(kitWords.copied));
    onClose();
  };
  return (
    <Sheet open={open} onClose={onClose} title={say(kitWords.navigateTo)}>
      <Stack>
        {links.length === 0 ? (
          <p>{say(kitWords.noPlace)}</p>
        ) : (
          <List>
            {links.map((link) => (
              <ListItem
                key={link.provider}
                title={english ? link.label_en : link.label_zh}
                href={link.web_url}
              />
            ))}
          </List>
        )}
        {address ? (
          <>
            <p>{address}</p>
            <Button block onClick={() => void copy()}>
              {say(kitWords.copy)}
            </Button>
          </>
        ) : null}
      </Stack>
    </Sheet>
  );
}
