export const shellWords = {
  product: { zh: "外勤", en: "Sortie" },
  search: { zh: "搜索当前列表", en: "Search this list" },
  language: { zh: "English", en: "中文" },
  account: { zh: "账户", en: "Account" },
  myAccount: { zh: "我的账户与安全", en: "My account and security" },
  signOut: { zh: "退出登录", en: "Sign out" },
  menu: { zh: "导航", en: "Navigation" },
  collapse: { zh: "收起导航", en: "Collapse navigation" },
  live: { zh: "实时连接已断开，正在重连", en: "Live connection lost, reconnecting" },
  skip: { zh: "跳到主要内容", en: "Skip to content" },
} as const;
