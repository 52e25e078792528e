import type { Text } from "@sortie/ui/language.ts";

export interface NavigationGroup {
  key: string;
  label: Text;
  /** Modules whose objects are listed here, in this order. */
  modules: string[];
  /** Screens that aren't a plain list; shown when the actor has `feature` (or it asks for none). */
  screens: Screen[];
}

export interface Screen {
  to: string;
  label: Text;
  feature?: string;
  /** Shown when the actor may do this on the object. */
  needs?: { object: string; action: string };
  icon?: string;
  /** Objects this screen lists itself: they need no line of their own. */
  covers?: string[];
}

/** The left navigation: own screens first, then every object of the modules that this actor may read. */
export const navigation: NavigationGroup[] = [
  {
    key: "home",
    label: { zh: "总览", en: "Overview" },
    modules: [],
    screens: [
      {
        to: "/",
        label: { zh: "首页", en: "Home" },
        icon: "home",
      },
      { to: "/reports", label: { zh: "报表", en: "Reports" }, feature: "reports.view", icon: "chart" },
    ],
  },
  {
    key: "dispatch",
    label: { zh: "服务调度", en: "Dispatch" },
    modules: ["dispatch", "tracking", "maintenance"],
    screens: [
      {
        to: "/intake",
        label: { zh: "来电受理", en: "Take a call" },
        needs: { object: "service_request", action: "update" },
        icon: "phone",
      },
      {
        to: "/requests",
        label: { zh: "请求分诊", en: "Triage" },
        needs: { object: "service_request", action: "update" },
        covers: ["service_request"],
        icon: "inbox",
      },
      {
        to: "/queue",
        label: { zh: "调度工作台", en: "Queue" },
        needs: { object: "work_order", action: "update" },
        icon: "orders",
      },
      { to: "/board", label: { zh: "派单台", en: "Board" }, feature: "dispatch.run", icon: "calendar" },
      { to: "/map", label: { zh: "调度地图", en: "Map" }, feature: "dispatch.run", icon: "map" },
      {
        to: "/imports",
        label: { zh: "导入工单", en: "Import orders" },
        needs: { object: "work_order", action: "import" },
        covers: ["order_import"],
        icon: "file",
      },
      {
        to: "/review",
        label: { zh: "完工复核", en: "Review" },
        needs: { object: "work_order", action: "command:review_pass" },
        icon: "star",
      },
      {
        to: "/maintenance",
        label: { zh: "维保计划", en: "Recurring work" },
        needs: { object: "maintenance_plan", action: "read" },
        covers: ["maintenance_plan", "maintenance_date"],
        icon: "calendar",
      },
      {
        to: "/setup",
        label: { zh: "调度设置", en: "Dispatch setup" },
        needs: { object: "service_area", action: "update" },
        covers: ["work_type", "checklist", "sla_policy", "dispatch_rule", "service_area"],
        icon: "settings",
      },
    ],
  },
  {
    key: "customers",
    label: { zh: "客户与设备", en: "Customers" },
    modules: ["customers"],
    screens: [
      {
        to: "/customers/stickers",
        label: { zh: "设备二维码", en: "Asset QR codes" },
        needs: { object: "asset", action: "update" },
        icon: "scan",
      },
    ],
  },
  {
    key: "people",
    label: { zh: "人员", en: "People" },
    modules: ["people"],
    screens: [
      {
        to: "/people/roster",
        label: { zh: "排班", en: "Roster" },
        needs: { object: "shift", action: "create" },
        covers: ["shift"],
        icon: "calendar",
      },
      {
        to: "/people/leave",
        label: { zh: "请假审批", en: "Leave" },
        needs: { object: "leave", action: "command:approve" },
        icon: "clock",
      },
      {
        to: "/people/skills",
        label: { zh: "技能与证书", en: "Skills" },
        needs: { object: "user_skill", action: "create" },
        covers: ["user_skill", "certificate"],
        icon: "star",
      },
    ],
  },
  {
    key: "settlement",
    label: { zh: "结算", en: "Settlement" },
    modules: ["settlement"],
    screens: [
      {
        to: "/settlement",
        label: { zh: "结算", en: "Settlement" },
        needs: { object: "bill", action: "read" },
        covers: ["bill", "statement", "price_rule"],
        icon: "chart",
      },
    ],
  },
  { key: "messaging", label: { zh: "消息", en: "Messages" }, modules: ["messaging"], screens: [] },
  {
    key: "system",
    label: { zh: "系统", en: "System" },
    modules: ["kernel", "identity", "permissions", "directory", "system"],
    screens: [
      {
        to: "/admin/users",
        label: { zh: "人员与账号", en: "People and accounts" },
        needs: { object: "user", action: "read" },
        covers: ["user", "employment"],
        icon: "users",
      },
      {
        to: "/admin/organisation",
        label: { zh: "组织架构", en: "Organisation" },
        needs: { object: "org_unit", action: "read" },
        covers: ["org_unit"],
        icon: "apartment",
      },
      {
        to: "/admin/rights",
        label: { zh: "角色与权限", en: "Roles and rights" },
        needs: { object: "role_grant", action: "read" },
        covers: ["role", "role_grant", "user_role"],
        icon: "key",
      },
      {
        to: "/admin/security",
        label: { zh: "登录安全", en: "Sign-in security" },
        feature: "admin.security",
        icon: "person",
      },
      {
        to: "/admin/objects",
        label: { zh: "对象与字段", en: "Objects and fields" },
        feature: "admin.system",
        icon: "settings",
      },
      {
        to: "/admin/calendars",
        label: { zh: "工作日历", en: "Working calendars" },
        needs: { object: "calendar", action: "read" },
        covers: ["calendar"],
        icon: "calendar",
      },
      {
        to: "/admin/map",
        label: { zh: "地图设置", en: "Map" },
        needs: { object: "map_base", action: "update" },
        covers: ["map_base"],
        icon: "map",
      },
      { to: "/admin/webhooks", label: { zh: "Webhook", en: "Webhooks" }, feature: "admin.system" },
      {
        to: "/admin/audit",
        label: { zh: "审计日志", en: "Audit log" },
        feature: "admin.audit",
        icon: "clipboard",
      },
      {
        to: "/admin/jobs",
        label: { zh: "后台任务", en: "Background jobs" },
        feature: "admin.system",
        icon: "clock",
      },
    ],
  },
];

export const otherGroup: Text = { zh: "其他", en: "Other" };

/** Objects reached by one screen only: everyone reads the map that was chosen, nobody lists it. */
export const unlisted: readonly string[] = ["map_base"];
