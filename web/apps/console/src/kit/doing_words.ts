export const doingWords = {
  proofTitle: { zh: "再次验证身份", en: "Prove it’s you" },
  proofHelp: {
    zh: "这是敏感操作。请输入登录密码，或验证器中的动态码。",
    en: "This is a sensitive act. Enter your password, or a code from your authenticator.",
  },
  proof: { zh: "密码或 6 位动态码", en: "Password or 6-digit code" },
  go: { zh: "继续", en: "Continue" },
  offline: {
    zh: "连不上服务器，请检查网络后重试。",
    en: "The server can’t be reached. Check the connection and try again.",
  },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制", en: "Copied" },
  chart: { zh: "图表正在加载", en: "The chart is loading" },
  reason: { zh: "原因", en: "Reason" },
  reasonNeed: { zh: "请填写原因。", en: "Give a reason." },
  home: { zh: "回到首页", en: "Go to the home page" },
  nowhere: {
    zh: "这个页面不存在，链接可能已失效。",
    en: "There is no such page; the link may be out of date.",
  },
} as const;
