/** A few rows of a made-up company, to look at the screens with. */
export type Raw = Record<string, unknown>;

const label = (zh: string, en: string) => ({ zh, en });
const field = (name: string, type: string, zh: string, en: string, more: Raw = {}): Raw => ({
  name,
  type,
  label: label(zh, en),
  right: "write",
  ...more,
});
const choice = (value: string, zh: string, en: string, color = "grey") => ({
  value,
  label: label(zh, en),
  color,
});
const system = { right: "read", system: true };

const stamps = [
  field("owner_id", "owner", "负责人", "Owner"),
  field("dept_id", "department", "所属部门", "Department"),
  field("created_at", "created_at", "创建时间", "Created", system),
  field("updated_at", "updated_at", "更新时间", "Updated", system),
];

const workOrder: Raw = {
  name: "work_order",
  label: label("工单", "Work order"),
  title: "number",
  module: "dispatch",
  icon: "work_order",
  actions: ["*"],
  fields: [
    field("number", "autonumber", "单号", "Number", system),
    field("subject", "text", "主题", "Subject", { required: true, options: { max_length: 60 } }),
    field("customer", "link", "客户", "Customer", { required: true, options: { object: "customer" } }),
    field("contact_phone", "phone", "联系电话", "Phone", { required: true }),
    field("address", "address", "地址", "Address"),
    field("priority", "choice", "优先级", "Priority", {
      options: {
        choices: [
          choice("normal", "普通", "Normal"),
          choice("high", "紧急", "Urgent", "orange"),
          choice("critical", "特急", "Critical", "red"),
        ],
      },
    }),
    field("state", "state", "状态", "State", system),
    field("engineer", "member", "工程师", "Engineer"),
    field("due_at", "datetime", "最晚到达", "Arrive by"),
    field("amount", "currency", "预估金额", "Estimate", { options: { currency: "CNY", digits: 2 } }),
    field("travel", "duration", "预计用时", "Expected time"),
    field("warranty", "switch", "保修期内", "Under warranty"),
    field("tags", "choices", "标签", "Tags", {
      options: {
        choices: [
          choice("vip", "VIP 客户", "VIP", "purple"),
          choice("height", "高空作业", "At height", "orange"),
          choice("night", "夜间", "Night", "blue"),
          choice("again", "二次上门", "Second visit", "cyan"),
          choice("parts", "待配件", "Parts", "grey"),
        ],
      },
    }),
    field("description", "long_text", "故障描述", "Description", {
      help: label("客户怎么说就怎么写。", "In the customer's own words."),
    }),
    field("location", "location", "位置", "Location"),
    field("photos", "photo", "现场照片", "Photos"),
    field("serial", "scan", "设备序列号", "Serial number"),
    field("signature", "signature", "客户签名", "Signature"),
    ...stamps,
  ],
  machine: {
    field: "state",
    initial: "pending_dispatch",
    states: [
      { name: "pending_dispatch", label: label("待派单", "To dispatch"), category: "open", color: "orange" },
      { name: "dispatched", label: label("已派单", "Dispatched"), category: "open", color: "blue" },
      { name: "in_progress", label: label("处理中", "In progress"), category: "open", color: "cyan" },
      { name: "on_hold", label: label("已挂起", "On hold"), category: "paused", color: "purple" },
      { name: "accepted", label: label("已签收", "Accepted"), category: "done", color: "green" },
      { name: "cancelled", label: label("已取消", "Cancelled"), category: "cancelled", color: "grey" },
    ],
    transitions: [
      {
        command: "assign",
        sources: ["pending_dispatch"],
        target: "dispatched",
        label: label("派单", "Dispatch"),
      },
      { command: "start", sources: ["dispatched"], target: "in_progress", label: label("开始", "Start") },
      {
        command: "hold",
        sources: ["in_progress"],
        target: "on_hold",
        label: label("挂起", "Suspend"),
        needs_reason: true,
      },
      { command: "resume", sources: ["on_hold"], target: "in_progress", label: label("恢复", "Resume") },
      {
        command: "cancel",
        sources: ["pending_dispatch", "dispatched"],
        target: "cancelled",
        label: label("取消工单", "Cancel order"),
        needs_reason: true,
      },
    ],
  },
  layouts: {
    list: ["number", "subject", "customer", "priority", "state", "engineer", "due_at", "amount"],
    sort: ["-created_at"],
    filters: ["state", "priority", "engineer"],
    detail: [
      {
        label: label("基本信息", "Basics"),
        columns: 2,
        fields: [
          "number",
          "subject",
          "customer",
          "contact_phone",
          "priority",
          "engineer",
          "due_at",
          "travel",
          "amount",
          "warranty",
          "tags",
        ],
      },
      {
        label: label("现场", "On site"),
        columns: 2,
        fields: ["address", "location", "serial", "description", "photos", "signature"],
      },
      {
        label: label("系统", "System"),
        columns: 2,
        fields: ["owner_id", "dept_id", "created_at", "updated_at"],
      },
    ],
    edit: [
      {
        label: label("基本信息", "Basics"),
        columns: 2,
        fields: [
          "subject",
          "customer",
          "contact_phone",
          "priority",
          "engineer",
          "due_at",
          "travel",
          "amount",
          "warranty",
          "tags",
        ],
      },
      {
        label: label("现场", "On site"),
        columns: 2,
        fields: ["address", "location", "serial", "description", "photos", "signature"],
      },
    ],
    related: ["asset.customer"],
  },
};

const customer: Raw = {
  name: "customer",
  label: label("客户", "Customer"),
  title: "name",
  module: "customers",
  icon: "customer",
  actions: ["*"],
  fields: [
    field("name", "text", "名称", "Name", { required: true }),
    field("phone", "phone", "电话", "Phone"),
    field("email", "email", "邮箱", "E-mail"),
    field("website", "url", "网址", "Web site"),
    field("address", "address", "地址", "Address"),
    ...stamps,
  ],
  layouts: {
    list: ["name", "phone", "address", "owner_id", "created_at"],
    sort: ["name"],
    detail: [],
    edit: [],
    related: ["work_order.customer"],
  },
};

const simple = (name: string, zh: string, en: string, module: string, icon: string, fields: Raw[]): Raw => ({
  name,
  label: label(zh, en),
  title: "name",
  module,
  icon,
  actions: ["read"],
  fields: [field("name", "text", "名称", "Name"), ...fields],
  layouts: { list: ["name"], sort: ["name"], detail: [], edit: [], related: [] },
});

export const objects: Raw[] = [
  workOrder,
  simple("appointment", "预约", "Appointment", "dispatch", "appointment", []),
  simple("service_request", "服务请求", "Service request", "dispatch", "phone", []),
  customer,
  simple("asset", "设备", "Asset", "customers", "asset", [
    field("customer", "link", "客户", "Customer", { options: { object: "customer" } }),
  ]),
  simple("site", "地点", "Site", "customers", "site", []),
  simple("user", "员工", "Staff", "people", "users", []),
  simple("org_unit", "部门", "Department", "people", "building", []),
  {
    ...simple("notification", "通知", "Notification", "messaging", "bell", []),
    title: "title",
    fields: [
      field("title", "text", "标题", "Title"),
      field("read_at", "datetime", "已读", "Read"),
      field("created_at", "created_at", "时间", "When", system),
    ],
  },
];

const names = ["王建国", "李慧敏", "陈志强", "赵丽华", "孙浩然", "周文静", "吴俊杰", "郑晓东"];
const customers = [
  "翠湖花园物业",
  "锦江商务中心",
  "南站万象广场",
  "刘桂芳",
  "滨江壹号业委会",
  "明德小学",
  "华清口腔诊所",
  "东岸酒店公寓",
];
const subjects = [
  "空调不制冷，外机异响",
  "电梯间照明故障",
  "热水器漏水",
  "中央空调季度保养",
  "门禁读卡失灵",
  "洗衣机无法脱水",
  "冰箱冷藏室结冰",
  "油烟机拆洗",
];
const states = ["pending_dispatch", "dispatched", "in_progress", "on_hold", "accepted", "cancelled"];

export const people: { id: string; title: string }[] = names.map((title, at) => ({ id: `p${at}`, title }));

const at = (hours: number): string => new Date(Date.now() + hours * 3.6e6).toISOString();
const of = <T>(all: T[], index: number): T => all[index % all.length] as T;

export const tables: Record<string, Raw[]> = {
  work_order: Array.from({ length: 86 }, (_, n) => ({
    id: `wo${n}`,
    version: 1,
    values: {
      number: `WO2611-${String(1086 - n).padStart(5, "0")}`,
      subject: of(subjects, n),
      customer: { id: `c${n % 8}`, title: of(customers, n) },
      contact_phone: `138${String(20_000_000 + n * 7919).slice(0, 8)}`,
      address: {
        province: "四川省",
        city: "成都市",
        district: "武侯区",
        street: "",
        detail: `人民南路四段 ${n + 3} 号`,
      },
      priority: of(["normal", "normal", "high", "critical"], n),
      state: of(states, n),
      engineer: n % 3 === 0 ? null : of(people, n),
      due_at: at(n - 4),
      amount: `${(n % 9) * 80 + 60}.00`,
      travel: 5400,
      warranty: n % 2 === 0,
      tags: n % 2 === 0 ? ["vip", "height"] : [],
      description: "客户称昨晚开始不制冷，已自行断电重启无效。\n物业要求上门前电话联系。",
      location: { lon: 104.0668, lat: 30.6302, datum: "WGS84", accuracy_m: 12 },
      photos: [],
      serial: `SN-${48_213 + n}`,
      owner_id: of(people, n + 1),
      dept_id: { id: "d1", title: "武侯服务部" },
      created_at: at(-n * 5 - 2),
      updated_at: at(-n),
    },
  })),
  customer: customers.map((name, n) => ({
    id: `c${n}`,
    version: 1,
    values: {
      name,
      phone: `028-8${String(5_551_200 + n * 17)}`,
      address: { city: "成都市", district: "锦江区", detail: `滨江东路 ${n + 8} 号` },
      owner_id: of(people, n),
      created_at: at(-n * 40),
    },
  })),
  user: people.map(({ id, title }) => ({ id, version: 1, values: { name: title } })),
  org_unit: [{ id: "d1", version: 1, values: { name: "武侯服务部" } }],
  asset: [],
  site: [],
  appointment: [],
  service_request: [],
  notification: ["工单 WO2611-01080 即将超时", "王建国 拒绝了派单：路程太远"].map((title, n) => ({
    id: `n${n}`,
    version: 1,
    values: { title, created_at: at(-n - 1) },
  })),
};
