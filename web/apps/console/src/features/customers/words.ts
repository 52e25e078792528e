export const customerWords = {
  title: { zh: "设备二维码", en: "Asset QR codes" },
  help: {
    zh: "打印后贴在设备上：客户扫码即可报修，不用登录。",
    en: "Print and stick onto the asset: scanning it reports a fault, without signing in.",
  },
  print: { zh: "打印 {count} 张", en: "Print {count}" },
  customer: { zh: "客户", en: "Customer" },
  pick: { zh: "选择客户，列出其全部设备。", en: "Choose a customer to see their assets." },
  none: { zh: "没有带二维码的设备", en: "No assets with a QR code" },
  scan: { zh: "扫码报修", en: "Scan for service" },
  size: { zh: "尺寸", en: "Size" },
  small: { zh: "小", en: "Small" },
  large: { zh: "大", en: "Large" },
} as const;
