export const words = {
  home: {
    zh: "请扫描设备上的二维码，或打开商家发给您的链接。",
    en: "Scan the QR code on your appliance, or open the link you were sent.",
  },
  lost: {
    zh: "这个链接已失效或不完整，请联系商家重新获取。",
    en: "This link has expired or is incomplete. Ask the company for a new one.",
  },
} as const;
