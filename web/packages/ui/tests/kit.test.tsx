import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Button } from "../src/button.tsx";
import { Countdown } from "../src/countdown.tsx";
import { ask, DialogHost } from "../src/dialog.tsx";
import { setDisplayMode } from "../src/display_mode.ts";
import { Field } from "../src/field.tsx";
import { formats, setTimeZone } from "../src/format.ts";
import { Input } from "../src/input.tsx";
import { say, setLanguage } from "../src/language.ts";
import { Loaded } from "../src/loaded.tsx";
import { type Photo, PhotoPicker } from "../src/photo_picker.tsx";
import { Picker } from "../src/picker.tsx";
import { Link, match, navigate, setRouterBase, usePath } from "../src/router.tsx";
import { Stepper } from "../src/stepper.tsx";
import { momentAt, wallClock } from "../src/zone_time.ts";

beforeEach(() => {
  setLanguage("zh-CN");
  setTimeZone("Asia/Shanghai");
});

describe("a field", () => {
  it("ties label, help and error to its control", () => {
    render(
      <Field label="电话" required help="座机也行" error="格式不对">
        {(ties) => <Input {...ties} value="" onChange={() => undefined} />}
      </Field>,
    );
    const input = screen.getByRole("textbox", { name: /电话/ });
    const described = (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(["格式不对", "座机也行"]);
    expect(input.getAttribute("aria-required")).toBe("true");
  });
});

describe("a button", () => {
  it("refuses a second press while busy", async () => {
    const press = vi.fn();
    render(
      <Button busy onClick={press}>
        派单
      </Button>,
    );
    await userEvent.click(screen.getByRole("button", { name: "派单" }));
    expect(press).not.toHaveBeenCalled();
  });
});

describe("a picker", () => {
  it("opens a named dialog, takes one choice and closes", async () => {
    const chosen = vi.fn();
    render(
      <Picker
        title="技能"
        value={[]}
        onChange={chosen}
        options={[
          { value: "ac", label: "空调" },
          { value: "el", label: "电工" },
        ]}
      />,
    );
    await userEvent.click(screen.getByRole("button", { name: /请选择/ }));
    expect(screen.getByRole("dialog", { name: "技能" })).toBeDefined();
    await userEvent.click(screen.getByRole("radio", { name: "电工" }));
    expect(chosen).toHaveBeenCalledWith(["el"]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a question", () => {
  it("answers no when it is cancelled and yes when confirmed", async () => {
    render(<DialogHost />);
    for (const [button, expected] of [
      ["取消", false],
      ["确定", true],
    ] as const) {
      let answer: Promise<boolean> = Promise.resolve(!expected);
      act(() => {
        answer = ask({ title: "删除？" });
      });
      await userEvent.click(screen.getByRole("button", { name: button }));
      expect(await answer).toBe(expected);
    }
  });
});

describe("a photo picker", () => {
  it("keeps a photo whose upload failed and sends it again on a tap", async () => {
    URL.createObjectURL = () => "blob:x";
    URL.revokeObjectURL = () => undefined;
    const upload = vi
      .fn<(file: File) => Promise<Photo>>()
      .mockRejectedValueOnce(new Error("no network"))
      .mockResolvedValueOnce({ id: "f1", url: "/f1" });
    function Held() {
      const [value, setValue] = useState<Photo[]>([]);
      return <PhotoPicker value={value} onChange={setValue} upload={upload} cameraOnly />;
    }
    render(<Held />);
    await userEvent.upload(
      screen.getByLabelText("拍照", { selector: "input" }),
      new File(["x"], "a.jpg", { type: "image/jpeg" }),
    );
    await userEvent.click(await screen.findByRole("button", { name: /上传失败/ }));
    expect(await screen.findByAltText("照片 1")).toBeDefined();
    expect(upload).toHaveBeenCalledTimes(2);
  });
});

describe("a stepper", () => {
  it("stays inside its bounds", () => {
    const set = vi.fn();
    render(<Stepper aria-label="数量" value={2} min={1} max={3} onChange={set} />);
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "99" } });
    expect(set).toHaveBeenLastCalledWith(3);
  });
});

describe("what is loading", () => {
  it("keeps showing what it had when a refetch fails, and offers a retry when it has nothing", async () => {
    const refetch = vi.fn();
    const { rerender } = render(
      <Loaded query={{ data: "旧的", isPending: false, error: new Error(), refetch }}>
        {(text) => <p>{text}</p>}
      </Loaded>,
    );
    expect(screen.getByText("旧的")).toBeDefined();
    rerender(
      <Loaded
        query={{ data: undefined as string | undefined, isPending: false, error: new Error(), refetch }}
      >
        {(text) => <p>{text}</p>}
      </Loaded>,
    );
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    expect(refetch).toHaveBeenCalledOnce();
  });
});

describe("a countdown", () => {
  it("says in words when the time is over", () => {
    const now = new Date("2026-11-22T10:00:00Z");
    const { rerender } = render(<Countdown now={now} until="2026-11-22T10:45:00Z" />);
    expect(screen.getByText("剩余 45 分钟")).toBeDefined();
    rerender(<Countdown now={now} until="2026-11-22T08:30:00Z" />);
    expect(screen.getByText("已超时 1 小时 30 分")).toBeDefined();
  });
});

describe("words", () => {
  it("fill in names and choose the English noun by the count", () => {
    const text = { zh: "共 {n} 天", en: "{n} {n|day|days}" };
    expect(say(text, { n: 1 }, "en")).toBe("1 day");
    expect(say(text, { n: 0 }, "en")).toBe("0 days");
    expect(say(text, { n: 2 }, "zh-CN")).toBe("共 2 天");
  });
});

describe("dates", () => {
  it("show a moment on the company's clock and a plain date unshifted", () => {
    setTimeZone("America/New_York");
    expect(formats("zh-CN").date("2026-03-02")).toBe("2026/03/02");
    expect(formats("zh-CN").time("2026-03-02T01:30:00Z")).toBe("20:30");
    expect(formats("en").date("2026-03-02")).toBe("2 Mar 2026");
  });

  it.each(["Asia/Shanghai", "America/New_York", "Europe/Berlin"])(
    "go to the wall clock of %s and back",
    (zone) => {
      setTimeZone(zone);
      for (const iso of [
        "2026-01-15T04:05:00Z",
        "2026-03-29T12:00:00Z",
        "2026-10-25T12:00:00Z",
        "2026-07-01T23:59:00Z",
      ]) {
        expect(momentAt(wallClock(iso))).toBe(iso);
      }
    },
  );
});

describe("the phone's router", () => {
  it("matches parts of a path and decodes them", () => {
    expect(match("/records/:object/:id", "/records/visit/a%20b")).toEqual({ object: "visit", id: "a b" });
    expect(match("/records/:object", "/records/visit/1")).toBeNull();
  });

  it("moves inside the app's base without loading the page", async () => {
    setRouterBase("/m/");
    function Where() {
      return <output>{usePath()}</output>;
    }
    render(
      <>
        <Where />
        <Link to="/orders">去</Link>
      </>,
    );
    await userEvent.click(screen.getByRole("link", { name: "去" }));
    expect(globalThis.location.pathname).toBe("/m/orders");
    expect(screen.getByRole("status").textContent).toBe("/orders");
    act(() => navigate("/me"));
    expect(screen.getByRole("status").textContent).toBe("/me");
  });
});

describe("elder mode", () => {
  it("is written on the page and kept on the device", () => {
    act(() => setDisplayMode({ elder: true }));
    expect(document.documentElement.dataset.mode).toBe("elder");
    expect(localStorage.getItem("sortie.display")).toContain("elder");
    act(() => setDisplayMode({ elder: false }));
    expect(document.documentElement.dataset.mode).toBeUndefined();
  });
});
