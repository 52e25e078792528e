import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { eventReader, type LiveEvent, listen } from "../src/events.ts";
import { may, movesFrom, objectOf } from "../src/metadata.ts";
import { ApiError, OfflineError } from "../src/problem.ts";
import { records } from "../src/records.ts";
import { configure, get, post } from "../src/transport.ts";
import { uuid7 } from "../src/uuid7.ts";

const fetchSpy = vi.fn<typeof fetch>();

beforeEach(() => {
  fetchSpy.mockReset();
  vi.stubGlobal("fetch", fetchSpy);
  configure({ language: "en", csrf: "token-1", onSignedOut: null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function sent(at = 0): { url: string; init: RequestInit; headers: Headers } {
  const [url, init] = fetchSpy.mock.calls[at] ?? [];
  return { url: String(url), init: init ?? {}, headers: new Headers(init?.headers) };
}

describe("uuid7", () => {
  it("sorts in the order of making, even within one millisecond", () => {
    const made = Array.from({ length: 5000 }, () => uuid7(1_700_000_000_000));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(5000);
  });

  it("is version 7 of the RFC variant and carries its time", () => {
    const now = Date.now() + 60_000;
    const id = uuid7(now);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(now);
  });
});

describe("a write", () => {
  it("carries idempotency key, CSRF token, language and the version it saw", async () => {
    fetchSpy.mockResolvedValue(json({ id: "a", version: 4, values: { name: "x" } }));
    const row = await records.update("customer", "a", { name: "x" }, { version: 3, key: "act-1" });
    expect(row.version).toBe(4);
    const { url, init, headers } = sent();
    expect(url).toBe("/api/v1/records/customer/a");
    expect(init.method).toBe("PATCH");
    expect(headers.get("Idempotency-Key")).toBe("act-1");
    expect(headers.get("X-CSRF-Token")).toBe("token-1");
    expect(headers.get("If-Match")).toBe('"3"');
    expect(headers.get("Accept-Language")).toBe("en");
  });

  it("is sent again with the same key when the network gave no answer", async () => {
    vi.useFakeTimers();
    fetchSpy
      .mockRejectedValueOnce(new TypeError("network"))
      .mockResolvedValueOnce(json({ id: "a", version: 1 }));
    const answer = post("/api/v1/records/customer", { values: {} });
    await vi.runAllTimersAsync();
    await answer;
    expect(sent(0).headers.get("Idempotency-Key")).toBe(sent(1).headers.get("Idempotency-Key"));
  });

  it("gives up as OfflineError after its retries", async () => {
    vi.useFakeTimers();
    fetchSpy.mockRejectedValue(new TypeError("network"));
    const answer = post("/x", {}).catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await answer).toBeInstanceOf(OfflineError);
    expect(fetchSpy).toHaveBeenCalledTimes(3);
  });
});

describe("an answer from 400 up", () => {
  it("becomes an ApiError with code and one message per field", async () => {
    const body = {
      code: "invalid",
      title: "T",
      detail: "D",
      fields: [{ path: "lines.0.qty", code: "min", detail: "≥ 1" }],
    };
    fetchSpy.mockResolvedValue(json(body, 422));
    const error = (await get("/x").catch((caught: unknown) => caught)) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error.code).toBe("invalid");
    expect(error.byField()).toEqual({ "lines.0.qty": "≥ 1" });
  });

  it("tells the app when the session has ended", async () => {
    const ended = vi.fn();
    configure({ onSignedOut: ended });
    fetchSpy.mockResolvedValue(json({ code: "session.missing" }, 401));
    await get("/x").catch(() => undefined);
    expect(ended).toHaveBeenCalledOnce();
  });
});

describe("a list", () => {
  it("sends filter as JSON, leaves out what is empty, and reads the cursor", async () => {
    fetchSpy.mockResolvedValue(
      json({ records: [{ id: "1", version: 2, values: { name: "甲" } }], next: "c2" }),
    );
    const page = await records.list("customer", {
      filter: { field: "name", op: "contains", value: "甲" },
      q: "",
      limit: 20,
    });
    const url = new URL(sent().url, "http://x");
    expect(JSON.parse(url.searchParams.get("filter") ?? "")).toEqual({
      field: "name",
      op: "contains",
      value: "甲",
    });
    expect(url.searchParams.has("q")).toBe(false);
    expect(page.next).toBe("c2");
    expect(page.records[0]?.values).toEqual({ name: "甲" });
  });
});

describe("the event stream", () => {
  it("reads the same events however the bytes are cut", () => {
    const text = 'id: 1\nevent: record\ndata: {"a":1}\n\n: ping\n\nid: 2\ndata: {"b":\ndata: 2}\n\n';
    const whole: LiveEvent[] = [];
    eventReader((event) => whole.push(event))(text);
    expect(whole).toEqual([
      { id: "1", event: "record", body: { a: 1 } },
      { id: "2", event: "message", body: { b: 2 } },
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), (cuts) => {
        const read: LiveEvent[] = [];
        const feed = eventReader((event) => read.push(event));
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        for (let part = 1; part < at.length; part += 1) feed(text.slice(at[part - 1], at[part]));
        expect(read).toEqual(whole);
      }),
    );
  });

  it("comes back after a break and resumes from the last event it saw", async () => {
    vi.useFakeTimers();
    const stream = (text: string): Response => new Response(text);
    fetchSpy
      .mockResolvedValueOnce(stream("id: 7\ndata: 1\n\n"))
      .mockImplementation(() => new Promise(() => undefined));
    const seen: unknown[] = [];
    const stop = listen({ onEvent: (event) => seen.push(event.body) });
    await vi.waitFor(() => expect(seen).toEqual([1]));
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(() => expect(fetchSpy).toHaveBeenCalledTimes(2));
    expect(sent(1).headers.get("Last-Event-ID")).toBe("7");
    stop();
  });
});

describe("the catalogue", () => {
  const object = objectOf({
    name: "visit",
    fields: [{ name: "title", type: "text", right: "write" }],
    actions: ["read", "command:start"],
    states: [{ name: "planned", category: "open" }],
    transitions: [
      { command: "start", sources: ["planned"], target: "started" },
      { command: "cancel", sources: ["planned"], target: "cancelled" },
    ],
    layouts: {
      list: ["title", "hidden_one"],
      detail: [{ label: { zh: "一", en: "One" }, fields: ["hidden_one"] }],
    },
  });

  it("leaves fields the actor may not see out of every layout", () => {
    expect(object.layouts.list).toEqual(["title"]);
    expect(object.layouts.detail).toEqual([]);
  });

  it("offers only the moves the actor may make from this state", () => {
    expect(movesFrom(object, "planned").map((move) => move.command)).toEqual(["start"]);
    expect(movesFrom(object, "started")).toEqual([]);
    expect(may(object, "delete")).toBe(false);
  });
});
