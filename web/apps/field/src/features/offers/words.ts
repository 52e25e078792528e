export const words = {
  title: { zh: "抢单", en: "Open jobs" },
  empty: { zh: "现在没有可抢的工单", en: "No open jobs right now" },
  emptyNote: { zh: "有新工单时会通知您", en: "You will be told when there is one" },
  take: { zh: "抢单", en: "Take it" },
  taken: { zh: "抢到了！", en: "It's yours!" },
  late: { zh: "手慢了，已被别人抢走", en: "Too late, somebody else took it" },
  away: { zh: "离您约 {distance}", en: "about {distance} away" },
  about: { zh: "约 {time}", en: "about {time}" },
  earning: { zh: "收入 {money}", en: "Earns {money}" },
  closes: { zh: "截止", en: "Closes" },
  coarse: { zh: "抢到后显示完整地址和电话", en: "Full address and phone once it is yours" },
} as const;
