export const words = {
  title: { zh: "工单", en: "Jobs" },
  search: { zh: "搜索单号、客户、地址", en: "Search number, customer, address" },
  empty: { zh: "没有找到工单", en: "No jobs found" },
  more: { zh: "加载更多", en: "Load more" },
  edit: { zh: "编辑", en: "Edit" },
  saved: { zh: "已保存", en: "Saved" },
  unknown: { zh: "没有这条记录，或您无权查看", en: "There is no such record, or you may not see it" },
} as const;
