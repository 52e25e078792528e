import { ApiError, OfflineError } from "@sortie/client/problem.ts";
import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useDoing } from "../src/kit/doing.ts";

function pending<T>() {
  let finish: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  return { promise, finish, fail };
}

describe("an act", () => {
  it("pressed twice while it runs is sent once", async () => {
    const { result } = renderHook(() => useDoing());
    const answer = pending<string>();
    let sent = 0;
    const send = (): Promise<string> => {
      sent += 1;
      return answer.promise;
    };
    await act(async () => {
      const first = result.current.run("a", send);
      const second = result.current.run("a", send);
      answer.finish("done");
      expect(await first).toBe("done");
      expect(await second).toBeUndefined();
    });
    expect(sent).toBe(1);
  });

  it("sent again after a broken line carries the same key, after an answer or a change a new one", async () => {
    const { result } = renderHook(() => useDoing());
    const keys: string[] = [];
    const failing = (error: unknown) => async (key: string) => {
      keys.push(key);
      throw error;
    };
    await act(async () => {
      await result.current.run("a", failing(new OfflineError(null)));
      await result.current.run("a", failing(new ApiError(409, {})));
      await result.current.run("a", failing(new OfflineError(null)));
      await result.current.run("b", failing(new OfflineError(null)));
    });
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it("leaves a refusal to whoever takes it over", async () => {
    const { result } = renderHook(() => useDoing());
    const seen: unknown[] = [];
    await act(async () => {
      await result.current.run(
        "a",
        () => Promise.reject(new ApiError(409, { code: "offer.taken" })),
        (error) => seen.push(error) > 0,
      );
    });
    expect(seen).toHaveLength(1);
  });
});
