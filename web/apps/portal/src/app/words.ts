export const appWords = {
  product: { zh: "上门服务", en: "Home service" },
  language: { zh: "English", en: "中文" },
  elder: { zh: "大字", en: "Large" },
} as const;
