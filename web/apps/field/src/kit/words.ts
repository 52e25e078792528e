/** Words that several screens of the phone share. */
export const kitWords = {
  offline: {
    zh: "网络不通，没有发出去。请到信号好的地方再按一次。",
    en: "No connection, nothing was sent. Find a better signal and press again.",
  },
  call: { zh: "打电话", en: "Call" },
  navigate: { zh: "导航", en: "Navigate" },
  navigateTo: { zh: "用哪个地图导航？", en: "Which map?" },
  noPlace: { zh: "这个工单没有定位，请按地址前往。", en: "This job has no position. Go by the address." },
  copy: { zh: "复制地址", en: "Copy address" },
  copied: { zh: "地址已复制", en: "Address copied" },
  send: { zh: "提交", en: "Send" },
  reason: { zh: "原因", en: "Reason" },
  otherReason: { zh: "补充说明", en: "More to say" },
  pickReason: { zh: "请选择或填写原因", en: "Choose or write a reason" },
  back: { zh: "返回", en: "Back" },
} as const;

export const priorityWords = {
  urgent: { zh: "紧急", en: "Urgent" },
  high: { zh: "优先", en: "High" },
  normal: { zh: "普通", en: "Normal" },
  low: { zh: "不急", en: "Low" },
} as const;

/** The visit's states in the engineer's words. */
export const stateWords = {
  scheduled: { zh: "已排期", en: "Scheduled" },
  dispatched: { zh: "待接单", en: "New" },
  accepted: { zh: "已接单", en: "Accepted" },
  en_route: { zh: "在路上", en: "On the way" },
  arrived: { zh: "已到达", en: "Arrived" },
  working: { zh: "作业中", en: "Working" },
  paused: { zh: "暂停中", en: "Paused" },
  completed: { zh: "已完成", en: "Completed" },
  partly_completed: { zh: "部分完成", en: "Partly done" },
  cannot_complete: { zh: "无法完成", en: "Can't complete" },
  declined: { zh: "已拒单", en: "Declined" },
  no_show: { zh: "客户未在", en: "Nobody there" },
  cancelled: { zh: "已取消", en: "Cancelled" },
  pending_acceptance: { zh: "待客户验收", en: "To be accepted" },
} as const;
