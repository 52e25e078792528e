export const words = {
  title: { zh: "外勤", en: "Sortie" },
  claim: {
    zh: "今天去哪、做什么、怎么算，都在这里。",
    en: "Where to go today, what to do, what it counts for.",
  },
  login: { zh: "账号 / 手机号", en: "Account or phone" },
  password: { zh: "密码", en: "Password" },
  passkey: { zh: "用指纹或面容登录", en: "Sign in by fingerprint or face" },
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
  joinOver: {
    zh: "这个邀请链接已经用过、过期或被新的替代。已设过密码请直接登录；否则请让公司重新发邀请。",
    en: "This invitation was used, has run out or was replaced. If you set a password, sign in; if not, ask your company for a new one.",
  },
  joinCut: {
    zh: "链接不完整，请重新打开邮件或短信里的链接。",
    en: "This link is incomplete. Open it again from your message.",
  },
  reset: { zh: "设置新密码", en: "Choose a new password" },
  resetDone: { zh: "密码已更新，请用新密码登录。", en: "The password is changed. Sign in with it." },
  resetOver: {
    zh: "这个链接已经用过或过期（一小时内有效）。请在登录页重新点「忘记密码」。",
    en: "This link was used or has run out (it holds for an hour). Choose “Forgot the password?” again.",
  },
  linkOver: { zh: "链接已失效", en: "This link is over" },
  toSignIn: { zh: "去登录", en: "To sign-in" },
  forgot: { zh: "忘记密码？", en: "Forgot the password?" },
  forgotHelp: {
    zh: "输入账号，我们会把重设链接发到登记的邮箱。",
    en: "Enter your account. A link goes to the e-mail address we know.",
  },
  forgotSend: { zh: "发送链接", en: "Send the link" },
  forgotSent: {
    zh: "如果账号存在且登记了邮箱，链接已经发出，一小时内有效。没有邮箱请联系公司管理员。",
    en: "If the account exists and has an address, the link is on its way and holds for an hour. Without an address, ask your administrator.",
  },
  language: { zh: "English", en: "中文" },
  elder: { zh: "大字版", en: "Large text" },
} as const;
