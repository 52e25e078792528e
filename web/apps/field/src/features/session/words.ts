export const words = {
  title: { zh: "外勤", en: "Sortie" },
  claim: {
    zh: "今天去哪、做什么、怎么算，都在这里。",
    en: "Where to go today, what to do, what it counts for.",
  },
  login: { zh: "账号 / 手机号", en: "Account or phone" },
  password: { zh: "密码", en: "Password" },
  totp: { zh: "动态验证码", en: "Authenticator code" },
  tenant: { zh: "公司代码", en: "Company code" },
  submit: { zh: "登录", en: "Sign in" },
  fill: { zh: "请填写「{label}」。", en: "Fill in “{label}”." },
  offline: {
    zh: "连不上服务器，请检查网络后重试。",
    en: "The server can't be reached. Check the connection and try again.",
  },
  first: { zh: "设置您的密码", en: "Set your password" },
  firstClaim: {
    zh: "{name}，请把初始密码换成自己的密码。",
    en: "{name}, replace the first password by one of your own.",
  },
  join: { zh: "欢迎加入", en: "Welcome" },
  joinClaim: { zh: "{name}，{tenant} 邀请您使用外勤。", en: "{name}, {tenant} invites you to Sortie." },
  joinLogin: { zh: "您的账号是 {login}，请设置密码。", en: "Your account is {login}. Set a password." },
  language: { zh: "English", en: "中文" },
  elder: { zh: "大字版", en: "Large text" },
} as const;
