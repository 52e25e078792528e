import type { Text } from "@sortie/ui/language.ts";

export interface NavigationGroup {
  key: string;
  label: Text;
  /** Modules whose objects are listed here, in this order. */
  modules: string[];
  /** Screens that aren't a plain list; shown when the actor has `feature` (or it asks for none). */
  screens: { to: string; label: Text; feature?: string }[];
}

/** The left navigation: own screens first, then every object of the modules that this actor may read. */
export const navigation: NavigationGroup[] = [
  { key: "dispatch", label: { zh: "服务调度", en: "Dispatch" }, modules: ["dispatch"], screens: [] },
  { key: "customers", label: { zh: "客户与设备", en: "Customers" }, modules: ["customers"], screens: [] },
  { key: "people", label: { zh: "人员", en: "People" }, modules: ["people"], screens: [] },
  { key: "settlement", label: { zh: "结算", en: "Settlement" }, modules: ["settlement"], screens: [] },
  { key: "messaging", label: { zh: "消息", en: "Messages" }, modules: ["messaging"], screens: [] },
  {
    key: "system",
    label: { zh: "系统", en: "System" },
    modules: ["kernel", "identity", "permissions", "directory", "system"],
    screens: [],
  },
];

export const otherGroup: Text = { zh: "其他", en: "Other" };
