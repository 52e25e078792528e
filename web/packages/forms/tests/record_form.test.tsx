import { type ObjectMeta, objectOf } from "@sortie/client/metadata.ts";
import { ApiError, OfflineError } from "@sortie/client/problem.ts";
import { setLanguage } from "@sortie/ui/language.ts";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { kitWidgets } from "../src/kit_widgets.tsx";
import { RecordForm } from "../src/record_form.tsx";
import { FormsProvider } from "../src/widgets.tsx";

const object: ObjectMeta = objectOf({
  name: "customer",
  label: { zh: "客户", en: "Customer" },
  actions: ["*"],
  fields: [
    { name: "name", type: "text", label: { zh: "名称", en: "Name" }, right: "write", required: true },
    { name: "phone", type: "phone", label: { zh: "电话", en: "Phone" }, right: "write" },
    { name: "level", type: "text", label: { zh: "等级", en: "Level" }, right: "read" },
  ],
  layouts: { edit: [{ label: { zh: "基本", en: "Basics" }, fields: ["name", "phone", "level"] }] },
});

const submit = vi.fn<(values: Record<string, unknown>, key: string) => Promise<unknown>>();

function show(initial?: Record<string, unknown>): void {
  render(
    <FormsProvider
      value={{
        widgets: kitWidgets,
        search: async () => [],
        upload: async () => ({ id: "f" }),
        fileUrl: String,
        hrefOf: () => null,
        scan: null,
      }}
    >
      <RecordForm object={object} onSubmit={submit} {...(initial ? { initial } : {})} />
    </FormsProvider>,
  );
}

beforeEach(() => {
  setLanguage("zh-CN");
  submit.mockReset();
  submit.mockResolvedValue(undefined);
});

it("sends nothing while a required field is empty, and names it at the field", async () => {
  show();
  await userEvent.click(screen.getByRole("button", { name: "保存" }));
  expect(submit).not.toHaveBeenCalled();
  expect(screen.getByLabelText(/名称/).getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByText("请填写「名称」。")).toBeDefined();
});

it("sends only what was changed", async () => {
  show({ name: "翠湖", phone: "13800138000", level: "A" });
  await userEvent.type(screen.getByLabelText(/名称/), "物业");
  await userEvent.click(screen.getByRole("button", { name: "保存" }));
  expect(submit.mock.calls[0]?.[0]).toEqual({ name: "翠湖物业" });
});

it("puts the server's message at the field it is about", async () => {
  submit.mockRejectedValue(
    new ApiError(422, {
      code: "invalid",
      title: "有误",
      fields: [{ path: "phone", code: "duplicate", detail: "电话已被使用。" }],
    }),
  );
  show({ name: "翠湖", phone: "13800138000" });
  await userEvent.type(screen.getByLabelText(/电话/), "1");
  await userEvent.click(screen.getByRole("button", { name: "保存" }));
  expect(await screen.findByText("电话已被使用。")).toBeDefined();
});

it("keeps its key when the network failed and takes a new one once the values changed", async () => {
  submit.mockRejectedValue(new OfflineError(null));
  show({ name: "翠湖" });
  const press = () => userEvent.click(screen.getByRole("button", { name: "保存" }));
  await userEvent.type(screen.getByLabelText(/名称/), "一");
  await press();
  await press();
  await userEvent.type(screen.getByLabelText(/名称/), "二");
  await press();
  const [first, second, third] = submit.mock.calls.map(([, key]) => key);
  expect(first).toBe(second);
  expect(third).not.toBe(first);
});

it("never offers a field this actor may only read", () => {
  show({ name: "翠湖", level: "A" });
  expect((screen.getByLabelText("等级") as HTMLInputElement).disabled).toBe(true);
});
