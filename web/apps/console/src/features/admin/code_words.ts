import type { Row } from "@sortie/client/records.ts";
import type { Text } from "@sortie/ui/language.ts";

/** Field types as the designer names them. */
export const typeWords: Record<string, Text> = {
  text: { zh: "单行文本", en: "Text" },
  long_text: { zh: "多行文本", en: "Long text" },
  number: { zh: "数字", en: "Number" },
  currency: { zh: "金额", en: "Money" },
  percent: { zh: "百分比", en: "Percent" },
  date: { zh: "日期", en: "Date" },
  date_range: { zh: "日期范围", en: "Days from – to" },
  time: { zh: "时间", en: "Time of day" },
  datetime: { zh: "日期时间", en: "Date and time" },
  duration: { zh: "时长", en: "Duration" },
  switch: { zh: "开关", en: "Yes / no" },
  phone: { zh: "电话", en: "Phone" },
  email: { zh: "邮箱", en: "E-mail" },
  url: { zh: "网址", en: "Web address" },
  choice: { zh: "单选", en: "One choice" },
  choices: { zh: "多选", en: "Several choices" },
  tags: { zh: "标签", en: "Tags" },
  rating: { zh: "评分", en: "Stars" },
  bigint: { zh: "整数", en: "Whole number" },
  member: { zh: "人员", en: "Person" },
  members: { zh: "多个人员", en: "People" },
  department: { zh: "部门", en: "Department" },
  departments: { zh: "多个部门", en: "Departments" },
  location: { zh: "定位", en: "Location" },
  address: { zh: "地址", en: "Address" },
  photo: { zh: "照片", en: "Photos" },
  files: { zh: "附件", en: "Files" },
  signature: { zh: "签名", en: "Signature" },
  scan: { zh: "扫码", en: "Scan" },
  id_card: { zh: "身份证号", en: "Identity card" },
  uscc: { zh: "统一社会信用代码", en: "Company credit code" },
  plate_number: { zh: "车牌号", en: "Number plate" },
  link: { zh: "关联记录", en: "Link" },
  links: { zh: "多个关联记录", en: "Links" },
  sub_table: { zh: "子表", en: "Sub-table" },
  autonumber: { zh: "自动编号", en: "Running number" },
  state: { zh: "状态", en: "State" },
  owner: { zh: "负责人", en: "Owner" },
  json: { zh: "结构数据", en: "Structured value" },
};

/** Rights that hang on no object. */
export const featureWords: Record<string, Text> = {
  "admin.system": { zh: "系统管理", en: "System administration" },
  "admin.security": { zh: "安全管理", en: "Security administration" },
  "admin.audit": { zh: "审计", en: "Audit" },
  "dispatch.run": { zh: "派单调度", en: "Dispatch work" },
  "dispatch.rules": { zh: "调度规则", en: "Dispatch rules" },
  "dispatch.request": { zh: "受理请求", en: "Take requests" },
  "reports.view": { zh: "查看报表", en: "See reports" },
  "settle.manage": { zh: "管理结算", en: "Manage settlement" },
  "field.work": { zh: "现场作业", en: "Field work" },
};

/** What the worker does by itself, and what is put into its queue. */
export const jobNames: Record<string, Text> = {
  "audit.seal": { zh: "封存审计日志", en: "Seal the audit log" },
  "dispatch.accept_in_silence": { zh: "逾期未验收自动通过", en: "Accept what nobody objected to" },
  "dispatch.archive_settled": { zh: "归档已结算工单", en: "Archive settled orders" },
  "dispatch.import": { zh: "导入工单", en: "Import work orders" },
  "dispatch.lapse": { zh: "处理过期派单与抢单", en: "Lapse unanswered offers" },
  "dispatch.sweep_clocks": { zh: "检查 SLA 时钟", en: "Look at the SLA clocks" },
  "files.sweep_contents": { zh: "清理无主文件内容", en: "Clear unused file contents" },
  "files.sweep_unlinked": { zh: "清理未使用的上传", en: "Clear unused uploads" },
  "identity.sweep": { zh: "清理过期会话与链接", en: "Clear ended sessions and links" },
  "identity.tell_refused": { zh: "记录登录失败到审计", en: "Tell the audit of failed sign-ins" },
  "kernel.purge": { zh: "清理过期变更记录", en: "Clear the old change feed" },
  "messaging.mail": { zh: "发送邮件", en: "Send mail" },
  "objects.work": { zh: "维护自定义字段索引", en: "Upkeep of fields made here" },
  "people.certificate_reminders": { zh: "证书到期提醒", en: "Remind of expiring certificates" },
  "settlement.draft_statements": { zh: "生成工程师对账单", en: "Draft engineers’ statements" },
  "webhook.send": { zh: "推送 Webhook", en: "Send webhooks" },
};

/** Roles every company has; roles made here have names of their own. */
export const roleWords: Record<string, Text> = {
  system_admin: { zh: "系统管理员", en: "System administrator" },
  security_admin: { zh: "安全管理员", en: "Security administrator" },
  audit_admin: { zh: "审计管理员", en: "Audit administrator" },
  manager: { zh: "经理", en: "Manager" },
  dispatcher: { zh: "调度员", en: "Dispatcher" },
  agent: { zh: "客服", en: "Agent" },
  engineer: { zh: "工程师", en: "Engineer" },
  finance: { zh: "财务", en: "Finance" },
  staff: { zh: "全体员工", en: "Everyone" },
  portal: { zh: "客户门户", en: "Customer portal" },
};

/** A built-in role is called the same in every company; one made here by its own name. */
export function roleName(role: Row): { zh: string; en: string } {
  const name = String(role.values.name);
  const known = roleWords[String(role.values.code)];
  return role.values.built_in && known ? { zh: name, en: known.en } : { zh: name, en: name };
}
