import type { Text } from "@sortie/ui/language.ts";

export const securityWords = {
  title: { zh: "登录安全", en: "Sign-in security" },
  help: {
    zh: "企业登录方式、登录失败、账号锁定与安全规则。",
    en: "The company’s sign-in services, failed sign-ins, locked accounts and the rules.",
  },
  services: { zh: "企业登录", en: "Company sign-in" },
  locked: { zh: "被锁账号", en: "Locked accounts" },
  attempts: { zh: "失败记录", en: "Failed sign-ins" },
  rules: { zh: "安全规则", en: "Rules" },
  need: { zh: "请填写此项。", en: "Fill this in." },
  save: { zh: "保存", en: "Save" },
  saved: { zh: "已保存", en: "Saved" },
  noService: { zh: "还没有企业登录方式", en: "No sign-in service yet" },
  serviceHelp: {
    zh: "员工可用企业的统一身份（OpenID Connect，如 Keycloak、Entra ID、飞书、钉钉网关）登录。只有已有账号且邮箱经对方验证的人能进来。",
    en: "People sign in with the company’s own identity (OpenID Connect: Keycloak, Entra ID, Okta …). Only who has an account here, with the same verified e-mail, gets in.",
  },
  newService: { zh: "添加登录方式", en: "Add a service" },
  editService: { zh: "修改登录方式", en: "Change the service" },
  edit: { zh: "修改", en: "Change" },
  name: { zh: "名称（显示在登录页）", en: "Name (shown when signing in)" },
  code: { zh: "标识", en: "Key" },
  codeHelp: {
    zh: "小写字母、数字与连字符，创建后不可改。",
    en: "Lower-case letters, digits, hyphens; can’t be changed later.",
  },
  codeBad: {
    zh: "以小写字母或数字开头，只用小写字母、数字和连字符。",
    en: "Start with a lower-case letter or digit; only lower-case letters, digits and hyphens.",
  },
  codeTaken: { zh: "该标识已被使用。", en: "This key is in use." },
  issuer: { zh: "颁发者地址（Issuer）", en: "Issuer" },
  clientId: { zh: "客户端 ID", en: "Client id" },
  secret: { zh: "客户端密钥", en: "Client secret" },
  secretKeep: { zh: "留空则不变", en: "Empty: stays as it is" },
  callback: { zh: "回调地址（填到对方系统）", en: "Redirect address (enter it at the service)" },
  enabled: { zh: "启用", en: "On" },
  disabled: { zh: "已停用", en: "Off" },
  check: { zh: "测试连接", en: "Test" },
  checkOk: {
    zh: "可以连接：已读取登录地址和 {count} 个签名公钥。",
    en: "Reached: it told its addresses and {count} {count|key|keys} to check signatures with.",
  },
  checkBad: { zh: "测试未通过", en: "The test failed" },
  remove: { zh: "删除", en: "Remove" },
  removeAsk: {
    zh: "删除「{name}」？通过它登录的人需改用密码。",
    en: "Remove “{name}”? Who signs in by it has to use a password.",
  },
  removed: { zh: "已删除", en: "Removed" },
  person: { zh: "账号", en: "Account" },
  why: { zh: "原因", en: "Why" },
  until: { zh: "可重试时间", en: "May try again" },
  wrongTries: {
    zh: "连续 {count} 次密码或动态码错误",
    en: "{count} wrong {count|try|tries} in a row",
  },
  byAdmin: { zh: "由管理员锁定", en: "Locked by an administrator" },
  untilUnlocked: { zh: "解锁后", en: "Once unlocked" },
  unlock: { zh: "解锁", en: "Unlock" },
  unlocked: { zh: "已解锁", en: "Unlocked" },
  noLocked: { zh: "没有被锁定的账号", en: "No account is locked" },
  at: { zh: "时间", en: "At" },
  login: { zh: "登录名", en: "Login" },
  outcome: { zh: "结果", en: "Outcome" },
  method: { zh: "方式", en: "Way" },
  ip: { zh: "IP 地址", en: "IP address" },
  allOutcomes: { zh: "全部结果", en: "Every outcome" },
  find: { zh: "登录名或 IP 开头", en: "Login, or how the IP begins" },
  noAttempts: { zh: "没有符合条件的失败记录", en: "No failed sign-in matches" },
  more: { zh: "加载更多", en: "Load more" },
  seconds: { zh: "{n} 秒", en: "{n} {n|second|seconds}" },
  days: { zh: "{n} 天", en: "{n} {n|day|days}" },
  rulesHelp: {
    zh: "这些规则对本系统的所有公司生效，随版本发布，不能调低。",
    en: "They hold for every company of this installation, come with the program, and can’t be weakened.",
  },
} as const;

export const outcomeWords: Record<string, Text> = {
  refused: { zh: "密码或动态码错误", en: "Wrong password or code" },
  locked: { zh: "锁定期内，未受理", en: "Locked out, not looked at" },
  code_needed: { zh: "密码正确，缺动态码", en: "Right password, code missing" },
};

export const methodWords: Record<string, Text> = {
  password: { zh: "密码", en: "Password" },
  passkey: { zh: "通行密钥", en: "Passkey" },
  oidc: { zh: "企业登录", en: "Company sign-in" },
};

export const ruleWords: { title: Text; text: Text }[] = [
  {
    title: { zh: "密码", en: "Passwords" },
    text: {
      zh: "{password_min}–{password_max} 个字符；拒绝常见密码、重复字符和含登录名的密码；不要求字符种类，不强制定期更换。",
      en: "{password_min} to {password_max} characters; common ones, repeated characters and the login itself are refused; no rules on kinds of characters, no forced changes.",
    },
  },
  {
    title: { zh: "账号锁定", en: "Lock-out of an account" },
    text: {
      zh: "连错 {account_free} 次后须等待 {first_delay}，之后每错一次加倍，最长 {longest_delay}；{forget_after}内无失败则清零。",
      en: "After {account_free} wrong tries one waits {first_delay}, doubling with each further one up to {longest_delay}; forgotten after {forget_after} without a failure.",
    },
  },
  {
    title: { zh: "同一地址", en: "One network address" },
    text: {
      zh: "同一 IP 连错 {address_free} 次后同样放慢，不论账号。",
      en: "An address is slowed down likewise after {address_free} wrong tries, whatever the accounts.",
    },
  },
  {
    title: { zh: "会话", en: "Sessions" },
    text: {
      zh: "{idle}无操作自动退出，最长 {absolute}须重新登录；锁定或离职立即退出所有设备。",
      en: "They end after {idle} without use and after {absolute} in any case; locking somebody or their leaving ends all at once.",
    },
  },
  {
    title: { zh: "敏感操作", en: "Sensitive acts" },
    text: {
      zh: "修改权限、密钥等操作须在 {fresh}内验证过身份。",
      en: "Rights, keys and the like need a proof of identity within the last {fresh}.",
    },
  },
  {
    title: { zh: "链接", en: "Links" },
    text: {
      zh: "邀请链接 {invite}有效，找回密码链接 {reset}有效，均只能用一次。",
      en: "Invitations hold for {invite}, links for a forgotten password for {reset}; each works once.",
    },
  },
];
