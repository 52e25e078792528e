export const signInWords = {
  title: { zh: "登录外勤", en: "Sign in to Sortie" },
  claim: { zh: "派得准，走得顺，账算得清。", en: "The right person, the shortest way, a bill that adds up." },
  points: {
    zh: "调度 · 上门 · 签收 · 结算，一张工单走到底。",
    en: "Dispatch, visit, acceptance, settlement: one work order, end to end.",
  },
  login: { zh: "账号 / 手机号 / 邮箱", en: "Account, phone or e-mail" },
  password: { zh: "密码", en: "Password" },
  totp: { zh: "动态验证码", en: "Authenticator code" },
  tenant: { zh: "公司代码", en: "Company code" },
  submit: { zh: "登录", en: "Sign in" },
  fill: { zh: "请填写「{label}」。", en: "Fill in “{label}”." },
  offline: {
    zh: "连不上服务器，请检查网络后重试。",
    en: "The server can't be reached. Check the connection and try again.",
  },
  language: { zh: "English", en: "中文" },
} as const;
