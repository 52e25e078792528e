export const messageWords = {
  title: { zh: "消息通知", en: "Notifications" },
  none: { zh: "没有新消息", en: "Nothing new" },
  all: { zh: "查看全部", en: "See all" },
  readAll: { zh: "全部标为已读", en: "Mark all as read" },
} as const;
