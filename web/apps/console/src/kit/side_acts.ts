import type { Text } from "@sortie/ui/language.ts";

export interface SideAct {
  label: Text;
  to: string;
  search: Record<string, string>;
}

/** Screens that belong to a record besides its own page. */
const acts: Record<string, (id: string) => SideAct> = {
  customer: (id) => ({
    label: { zh: "设备二维码", en: "Asset QR codes" },
    to: "/customers/stickers",
    search: { customer: id },
  }),
  asset: (id) => ({
    label: { zh: "打印二维码", en: "Print the QR code" },
    to: "/customers/stickers",
    search: { asset: id },
  }),
};

export const sideAct = (object: string, id: string): SideAct | null => acts[object]?.(id) ?? null;
