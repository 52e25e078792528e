export const appWords = {
  today: { zh: "今天", en: "Today" },
  orders: { zh: "工单", en: "Jobs" },
  messages: { zh: "消息", en: "Messages" },
  me: { zh: "我的", en: "Me" },
  offline: { zh: "没有网络，恢复后请重试", en: "No connection. Try again when it is back" },
  home: { zh: "回到今天", en: "Back to today" },
  notFound: { zh: "没有这个页面", en: "There is no such page" },
} as const;
