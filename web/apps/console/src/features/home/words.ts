export const homeWords = {
  hello: { zh: "{name}，您好", en: "Hello, {name}" },
  mine: { zh: "我的账户", en: "My account" },
  mineHelp: {
    zh: "密码、两步验证、通行密钥和登录设备。",
    en: "Password, second factor, passkeys and where you are signed in.",
  },
  openAccount: { zh: "打开我的账户", en: "Open my account" },
  news: { zh: "通知", en: "Notifications" },
  noNews: { zh: "没有通知", en: "Nothing new" },
  allNews: { zh: "全部通知", en: "All notifications" },
  requests: { zh: "我的请求", en: "My requests" },
  noRequests: { zh: "还没有请求", en: "No requests yet" },
  requestHelp: {
    zh: "设备坏了或需要服务？填一张单，随后可凭链接查看进度。",
    en: "Something broken, or service needed? Fill in a form; its link shows how it goes.",
  },
  report: { zh: "提交服务请求", en: "Ask for service" },
  can: { zh: "您可以使用", en: "What you can use" },
} as const;
