export const words = {
  title: { zh: "今天", en: "Today" },
  hello: { zh: "{name}，今天辛苦了", en: "Hello {name}" },
  empty: { zh: "今天没有安排上门", en: "No visits planned today" },
} as const;
