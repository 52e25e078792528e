export const words = {
  title: { zh: "客户验收", en: "Customer acceptance" },
  hand: { zh: "请把手机交给客户", en: "Hand the phone to the customer" },
  handNote: { zh: "请客户看一遍，确认后签字。", en: "They read it through and sign." },
  work: { zh: "维修项目", en: "Work" },
  outcome: { zh: "处理结果", en: "What was done" },
  steps: { zh: "检查项目", en: "Checks" },
  stepsDone: { zh: "已完成 {done} 项", en: "{done} done" },
  engineer: { zh: "服务人员", en: "Engineer" },
  time: { zh: "作业时间", en: "Time" },
  lines: { zh: "费用明细", en: "Costs" },
  noLines: { zh: "没有收费的配件和服务", en: "Nothing to charge for parts or services" },
  total: { zh: "配件与服务合计", en: "Parts and services" },
  priceNote: {
    zh: "上门费、工时等按公司价目另计，以账单为准。",
    en: "Call-out and labour follow the price list; the bill counts.",
  },
  accept: { zh: "验收通过，签字", en: "Accept and sign" },
  refuse: { zh: "不通过", en: "Refuse" },
  refuseHelp: {
    zh: "请写明哪里不满意，公司会安排返工。",
    en: "Say what isn't right; it will be done again.",
  },
  signer: { zh: "签字人姓名", en: "Name of the signer" },
  signerMissing: { zh: "请填写姓名", en: "Enter a name" },
  agree: {
    zh: "本人确认以上服务已完成，费用明细无误。",
    en: "I confirm that the work above is done and the costs are right.",
  },
  accepted: { zh: "客户已验收，辛苦了", en: "Accepted. Well done" },
  refused: { zh: "已记录不通过，调度会安排返工", en: "Refusal recorded. Rework will be planned" },
  uploadFailed: { zh: "签名没有传上去，请再按一次", en: "The signature wasn't sent. Press once more" },
  notWaiting: { zh: "这个工单现在不需要验收", en: "This job isn't waiting for acceptance" },
} as const;

export const refuseReasons = [
  { zh: "问题没有解决", en: "The problem isn't solved" },
  { zh: "现场没有清理", en: "The place wasn't cleaned" },
  { zh: "费用有异议", en: "The price is wrong" },
] as const;
