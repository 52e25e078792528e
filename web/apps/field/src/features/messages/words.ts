export const words = {
  title: { zh: "消息", en: "Messages" },
  empty: { zh: "没有消息", en: "No messages" },
  allRead: { zh: "全部已读", en: "Mark all read" },
  unread: { zh: "未读", en: "Unread" },
  more: { zh: "加载更多", en: "Load more" },
} as const;
