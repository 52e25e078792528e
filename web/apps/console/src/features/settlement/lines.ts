import type { Label } from "@sortie/client/metadata.ts";

export interface BillLine {
  charge: string;
  label: Label;
  quantity: string;
  unit: string;
  price: string;
  amount: string;
  inputs: Record<string, string>;
}

export interface Explanation {
  rule?: { id?: string; name?: string; revision?: number; fall_back?: boolean } | null;
  facts?: {
    work?: [string, string][];
    is_rework?: boolean;
    distance_m?: number | null;
    in_contract?: boolean;
    in_warranty?: boolean;
    customer_level?: string | null;
    engineer_level?: number | null;
  };
}

export interface StatementLine {
  kind: string;
  label: Label;
  amount: string;
  number: string;
  work_order: string;
  inputs: Record<string, string>;
}

const inputNames: Record<string, Label> = {
  base: { zh: "基础价", en: "base" },
  band: { zh: "时段", en: "time" },
  band_percent: { zh: "时段加价 %", en: "time surcharge %" },
  minutes: { zh: "分钟", en: "minutes" },
  included_min: { zh: "已含分钟", en: "included min" },
  step_min: { zh: "计时单位", en: "step min" },
  hour_price: { zh: "每小时", en: "per hour" },
  level: { zh: "等级", en: "level" },
  level_percent: { zh: "等级加价 %", en: "level %" },
  km: { zh: "公里", en: "km" },
  free_km: { zh: "免费公里", en: "free km" },
  km_price: { zh: "每公里", en: "per km" },
  price: { zh: "进价", en: "price" },
  markup_percent: { zh: "加价 %", en: "markup %" },
  percent: { zh: "比例 %", en: "percent" },
  minimum: { zh: "最低收费", en: "minimum" },
  crew: { zh: "各人工时（秒）", en: "seconds of each" },
  parts: { zh: "配件", en: "parts" },
  weight: { zh: "本人工时（秒）", en: "own seconds" },
  charged: { zh: "服务费", en: "charged" },
  share_percent: { zh: "提成 %", en: "share %" },
  part_percent: { zh: "配件提成 %", en: "share of parts %" },
};

/** What a line was worked out from, as «name value» pairs; empty and nought surcharges aren't told. */
export function inputsTold(inputs: Record<string, unknown>, say: (label: Label) => string): string[] {
  return Object.entries(inputs)
    .filter(
      ([name, value]) => value !== "" && value !== null && !(name.endsWith("percent") && Number(value) === 0),
    )
    .map(([name, value]) => {
      const label = inputNames[name];
      const text =
        typeof value === "string" && /^\d+\.0+$/.test(value) ? String(Number(value)) : String(value);
      return `${label ? say(label) : name} ${text}`;
    });
}

/** Minutes of all stretches of work together. */
export function workMinutes(work: [string, string][] | undefined): number {
  const ms = (work ?? []).reduce((sum, [from, to]) => sum + Date.parse(to) - Date.parse(from), 0);
  return Math.round(ms / 60_000);
}
