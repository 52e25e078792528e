/** The same values as `tokens.css`, for code that cannot read CSS variables: antd's theme, charts, map layers. */
export const palette = {
  brand: "#0e5e6f",
  brandStrong: "#0a4654",
  brandSoft: "#e3f0f2",
  accent: "#a64c15",
  accentSoft: "#fdf0e6",
  ground: "#f3f5f4",
  surface: "#ffffff",
  sunken: "#eaeeed",
  line: "#dce2e1",
  lineStrong: "#7d8a89",
  ink: "#16211f",
  ink2: "#4a5856",
  ink3: "#5f6c6a",
  open: "#1f5a96",
  openSoft: "#e6eff8",
  paused: "#8a5300",
  pausedSoft: "#fdf1dc",
  done: "#1a6b3c",
  doneSoft: "#e3f3e9",
  cancelled: "#56615f",
  cancelledSoft: "#e9edec",
  danger: "#b3261e",
  dangerSoft: "#fcebe9",
} as const;

/** Six hues in an order that stays apart for colour-blind readers (Okabe & Ito's principle, on our ground). */
export const series = ["#0e5e6f", "#d9823b", "#5b7fb5", "#7a9a3a", "#a5508c", "#8b8f3f"] as const;

/** What a state's fixed category looks like, everywhere: text on its soft ground. */
export const categoryColours = {
  open: { text: palette.open, ground: palette.openSoft },
  paused: { text: palette.paused, ground: palette.pausedSoft },
  done: { text: palette.done, ground: palette.doneSoft },
  cancelled: { text: palette.cancelled, ground: palette.cancelledSoft },
} as const;

export type Category = keyof typeof categoryColours;
