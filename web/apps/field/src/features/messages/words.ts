export const words = {
  title: { zh: "消息", en: "Messages" },
  empty: { zh: "没有新消息", en: "Nothing new" },
} as const;
