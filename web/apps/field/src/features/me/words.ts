export const words = {
  title: { zh: "我的", en: "Me" },
  settings: { zh: "显示", en: "Display" },
  elder: { zh: "大字版", en: "Large text" },
  elderNote: { zh: "文字更大，按钮更大", en: "Larger text, larger buttons" },
  contrast: { zh: "高对比度", en: "High contrast" },
  language: { zh: "语言", en: "Language" },
  signOut: { zh: "退出登录", en: "Sign out" },
  signOutAsk: { zh: "退出登录？", en: "Sign out?" },
} as const;
