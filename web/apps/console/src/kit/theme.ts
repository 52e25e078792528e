import { palette } from "@sortie/tokens/palette.ts";
import type { ThemeConfig } from "antd";

/** antd dressed in the house's tokens: the same petrol, paper-grey ground and ink as the phone. */
export const theme: ThemeConfig = {
  cssVar: { key: "sortie" },
  hashed: false,
  token: {
    colorPrimary: palette.brand,
    colorInfo: palette.open,
    colorSuccess: palette.done,
    colorSuccessBg: palette.doneSoft,
    colorWarning: palette.paused,
    colorWarningBg: palette.pausedSoft,
    colorError: palette.danger,
    colorLink: palette.brand,
    colorTextBase: palette.ink,
    colorBgLayout: palette.ground,
    colorBorder: "#c3cccb",
    colorBorderSecondary: palette.line,
    colorTextSecondary: palette.ink2,
    colorTextTertiary: palette.ink3,
    colorTextDescription: palette.ink3,
    colorTextPlaceholder: "#67736f",
    borderRadius: 8,
    borderRadiusSM: 4,
    controlItemBgActive: palette.brandSoft,
    fontFamily: "var(--font)",
    fontSize: 14,
    controlHeight: 34,
    wireframe: false,
  },
  components: {
    Layout: { headerBg: palette.surface, siderBg: "#0c2f38", headerHeight: 56, headerPadding: "0 20px" },
    Menu: {
      darkItemBg: "#0c2f38",
      darkSubMenuItemBg: "#0c2f38",
      darkItemColor: "#c9dadd",
      darkGroupTitleColor: "#8fb0b7",
      itemSelectedBg: palette.brandSoft,
      darkItemSelectedBg: "#17515f",
      itemHeight: 38,
    },
    // a switch that is off is still a switch: 3:1 against the paper
    Switch: { colorTextQuaternary: "#76827f", colorTextTertiary: "#5f6b68" },
    Tree: { nodeSelectedBg: palette.brandSoft },
    Table: { headerBg: "#f8faf9", headerColor: palette.ink2, rowHoverBg: "#f4f8f8", cellPaddingBlock: 10 },
  },
};
