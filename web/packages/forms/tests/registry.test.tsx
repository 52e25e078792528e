import type { FieldMeta, FieldType } from "@sortie/client/metadata.ts";
import { Field } from "@sortie/ui/field.tsx";
import { setTimeZone } from "@sortie/ui/format.ts";
import { setLanguage } from "@sortie/ui/language.ts";
import { render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { kitWidgets } from "../src/kit_widgets.tsx";
import { RecordValue } from "../src/record_value.tsx";
import { fieldTypes, problemWith, toWire } from "../src/registry.ts";
import { type FormsEnvironment, FormsProvider } from "../src/widgets.tsx";

const environment: FormsEnvironment = {
  widgets: kitWidgets,
  search: async () => [{ id: "c9", title: "新客户" }],
  upload: async () => ({ id: "f9" }),
  fileUrl: (id) => `/files/${id}`,
  hrefOf: (object, id) => `/records/${object}/${id}`,
  scan: null,
};

export function fieldOf(type: FieldType, more: Partial<FieldMeta> = {}): FieldMeta {
  return {
    name: "it",
    type,
    label: { zh: "它", en: "It" },
    required: false,
    right: "write",
    system: false,
    searchable: false,
    options: { choices: [{ value: "a", label: { zh: "甲", en: "A" } }], object: "customer" },
    help: null,
    default: null,
    ...more,
  };
}

/** One plausible wire value of each type, and the text a reader must find. */
const samples: Record<FieldType, [unknown, string]> = {
  text: ["锦江", "锦江"],
  long_text: ["第一行\n第二行", "第二行"],
  number: ["1234.5", "1,234.5"],
  currency: ["12.50", "¥12.50"],
  percent: ["7.5", "7.5%"],
  date: ["2026-03-02", "2026/03/02"],
  time: ["09:30:00", "09:30"],
  datetime: ["2026-03-02T01:30:00Z", "09:30"],
  duration: [5400, "1 小时 30 分"],
  switch: [true, "是"],
  phone: ["13800138000", "13800138000"],
  email: ["a@b.cn", "a@b.cn"],
  url: ["https://sortie.example/x", "sortie.example/x"],
  choice: ["a", "甲"],
  choices: [["a"], "甲"],
  member: [{ id: "u1", title: "王建国" }, "王建国"],
  members: [[{ id: "u1", title: "王建国" }], "王建国"],
  department: [{ id: "d1", title: "武侯" }, "武侯"],
  location: [{ lon: 104.1, lat: 30.6, datum: "WGS84" }, "30.6"],
  address: [{ province: "四川省", city: "成都市", detail: "1 号" }, "四川省成都市1 号"],
  photo: [["f1"], ""],
  files: [[{ id: "f1", filename: "合同.pdf" }], "合同.pdf"],
  signature: [{ file: "f1", signer: "刘桂芳" }, "刘桂芳"],
  scan: ["SN-1", "SN-1"],
  link: [{ id: "c1", title: "翠湖" }, "翠湖"],
  links: [[{ id: "c1", title: "翠湖" }], "翠湖"],
  sub_table: [[{ id: "l1", name: "滤网" }], "滤网"],
  autonumber: ["WO1", "WO1"],
  created_at: ["2026-03-02T01:30:00Z", "09:30"],
  created_by: [{ id: "u1", title: "林晓" }, "林晓"],
  updated_at: ["2026-03-02T01:30:00Z", "09:30"],
  updated_by: [{ id: "u1", title: "林晓" }, "林晓"],
  deleted_at: ["2026-03-02T01:30:00Z", "09:30"],
  owner: [{ id: "u1", title: "林晓" }, "林晓"],
  state: ["a", "甲"],
  id: ["0190", "0190"],
  version: [3, "3"],
};

beforeEach(() => {
  setLanguage("zh-CN");
  setTimeZone("Asia/Shanghai");
});

describe("every field type", () => {
  it.each(Object.entries(samples))("%s shows a value of its own kind", (type, [value, text]) => {
    const { container } = render(
      <FormsProvider value={environment}>
        <RecordValue field={fieldOf(type as FieldType)} value={value} />
      </FormsProvider>,
    );
    expect(container.textContent).toContain(text);
  });

  it.each(Object.entries(samples))(
    "%s has an input that takes its value without complaint",
    (type, [value]) => {
      const field = fieldOf(type as FieldType);
      const { Input } = fieldTypes[field.type];
      render(
        <FormsProvider value={environment}>
          <Field label="它">
            {(ties) => <Input field={field} value={value} onChange={() => undefined} ties={ties} />}
          </Field>
        </FormsProvider>,
      );
      expect(screen.getByText("它")).toBeDefined();
      expect(problemWith(field, value)).toBeNull();
    },
  );

  it("shows a dash for nothing and never a masked value's fields", () => {
    const { container } = render(
      <FormsProvider value={environment}>
        <RecordValue field={fieldOf("text")} value={null} />
        <RecordValue field={fieldOf("link")} value={{ id: "c1", title: "翠湖" }} masked />
      </FormsProvider>,
    );
    expect(container.textContent).toBe("—＊＊＊");
  });
});

describe("links in displays", () => {
  it("a javascript: address stays text", () => {
    render(
      <FormsProvider value={environment}>
        <RecordValue field={fieldOf("url")} value="javascript:alert(1)" />
      </FormsProvider>,
    );
    expect(screen.queryByRole("link")).toBeNull();
  });

  it("a reference whose target may not be seen says so and leads nowhere", () => {
    render(
      <FormsProvider value={environment}>
        <RecordValue field={fieldOf("link")} value={{ id: "c1", title: null }} />
      </FormsProvider>,
    );
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("（无权查看）")).toBeDefined();
  });
});

describe("checks", () => {
  it.each([
    ["number", "12.34567", "最多 {digits} 位小数。"],
    ["number", "12a", "请填写数字。"],
    ["email", "nobody", "邮箱格式不对，例如 name@example.com。"],
    ["phone", "12", "电话号码格式不对，例如 13800138000。"],
    ["url", "ftp://x", "网址须以 http:// 或 https:// 开头。"],
    ["choice", "z", "请从列出的选项中选择。"],
  ] as const)("%s refuses %s and says what would work", (type, value, message) => {
    expect(problemWith(fieldOf(type), value)?.text.zh).toBe(message);
  });

  it("a required field refuses nothing, blanks of lists included; a switch never does", () => {
    expect(problemWith(fieldOf("text", { required: true }), "")).not.toBeNull();
    expect(problemWith(fieldOf("photo", { required: true }), [])).not.toBeNull();
    expect(problemWith(fieldOf("switch", { required: true }), null)).toBeNull();
  });

  it("bounds hold for money without floating point", () => {
    const field = fieldOf("currency", { options: { min: "0", max: "100" } });
    expect(problemWith(field, "100.01")?.filling).toEqual({ max: "100" });
    expect(problemWith(field, "100.00")).toBeNull();
  });
});

describe("what goes out", () => {
  it("references become ids, money stays a string, emptied fields become null", () => {
    const fields = [
      fieldOf("link", { name: "customer" }),
      fieldOf("members", { name: "crew" }),
      fieldOf("currency", { name: "amount" }),
      fieldOf("text", { name: "note" }),
      fieldOf("photo", { name: "photos" }),
    ];
    const wire = toWire(fields, {
      customer: { id: "c1", title: "翠湖" },
      crew: [{ id: "u1", title: "王" }],
      amount: "12.50",
      note: "",
      photos: [{ id: "f1" }],
    });
    expect(wire).toEqual({ customer: "c1", crew: ["u1"], amount: "12.50", note: null, photos: ["f1"] });
  });
});
