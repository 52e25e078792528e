import { earlyAnswer } from "./early.ts";
import { ApiError, OfflineError } from "./problem.ts";
import { uuid7 } from "./uuid7.ts";

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Call {
  query?: Query;
  body?: unknown;
  /** The version this change was made against; sent as If-Match. */
  version?: number;
  /** One key per user act; the same act sent again carries the same key. Made here when absent. */
  key?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

interface Transport {
  base: string;
  language: string;
  csrf: string | null;
  onSignedOut: (() => void) | null;
  /** Told of every answer: when it was asked, when it came (ms, this device's clock), and its headers. */
  onAnswer: ((askedAt: number, cameAt: number, headers: Headers) => void) | null;
}

const state: Transport = { base: "", language: "zh-CN", csrf: null, onSignedOut: null, onAnswer: null };
const CSRF_COOKIES = ["__Host-sortie-csrf", "sortie-csrf", "sortie_csrf"];
const SIGNED_OUT = "session.missing";
const RETRY_PAUSES_MS = [400, 1500];

/** Set once by each app: the reader's language, the CSRF token of the session, what to do on 401. */
export function configure(change: Partial<Transport>): void {
  Object.assign(state, change);
}

function csrfToken(): string | null {
  if (state.csrf) return state.csrf;
  for (const pair of globalThis.document?.cookie.split("; ") ?? []) {
    const [name, value] = pair.split("=", 2);
    if (name && value && CSRF_COOKIES.includes(name)) return decodeURIComponent(value);
  }
  return null;
}

function urlOf(path: string, query: Query | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `${state.base}${path}${text ? `?${text}` : ""}`;
}

/** Headers every request carries; writes add the idempotency key and the CSRF token. */
export function headersFor(method: string, call: Call = {}): Headers {
  const headers = new Headers({
    Accept: "application/json",
    "Accept-Language": state.language,
    ...call.headers,
  });
  if (method !== "GET") {
    headers.set("Idempotency-Key", call.key ?? uuid7());
    const token = csrfToken();
    if (token) headers.set("X-CSRF-Token", token);
  }
  if (call.version !== undefined) headers.set("If-Match", `"${call.version}"`);
  return headers;
}

function payload(call: Call, headers: Headers): BodyInit | undefined {
  if (call.body === undefined) return undefined;
  if (call.body instanceof Blob || call.body instanceof FormData) return call.body;
  headers.set("Content-Type", "application/json");
  return JSON.stringify(call.body);
}

async function problemOf(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => ({}));
  return new ApiError(
    response.status,
    (body ?? {}) as Record<string, unknown>,
    response.headers.get("X-Request-Id"),
  );
}

/** Sends again while the network gives no answer: every write carries a key, so twice is once. */
async function reach(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 0; ; attempt += 1) {
    const askedAt = Date.now();
    try {
      const answer = await fetch(url, init);
      state.onAnswer?.(askedAt, Date.now(), answer.headers);
      return answer;
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      const pause = RETRY_PAUSES_MS[attempt];
      if (pause === undefined || globalThis.navigator?.onLine === false) throw new OfflineError(cause);
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}

/** One request. Throws ApiError for any answer from 400 up, OfflineError when none came. */
export async function send<T>(method: string, path: string, call: Call = {}): Promise<T> {
  const headers = headersFor(method, call);
  const body = payload(call, headers);
  const url = urlOf(path, call.query);
  const early = method === "GET" ? await earlyAnswer(url, state.language)?.catch(() => undefined) : undefined;
  const init: RequestInit = {
    method,
    headers,
    credentials: "same-origin",
    ...(body === undefined ? {} : { body }),
    ...(call.signal ? { signal: call.signal } : {}),
  };
  const response = early ?? (await reach(url, init));
  if (!response.ok) {
    const problem = await problemOf(response);
    // A wrong password is 401 too, and doesn't end the session it was asked in.
    if (problem.status === 401 && problem.code === SIGNED_OUT) state.onSignedOut?.();
    throw problem;
  }
  if (response.status === 204 || response.headers.get("Content-Length") === "0") return undefined as T;
  const kind = response.headers.get("Content-Type") ?? "";
  return (kind.includes("json") ? await response.json() : await response.blob()) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  send<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
export const post = <T>(path: string, body?: unknown, call: Call = {}): Promise<T> =>
  send<T>("POST", path, { ...call, body });
export const patch = <T>(path: string, body: unknown, call: Call = {}): Promise<T> =>
  send<T>("PATCH", path, { ...call, body });
export const put = <T>(path: string, body: unknown, call: Call = {}): Promise<T> =>
  send<T>("PUT", path, { ...call, body });
export const remove = <T>(path: string, call: Call = {}): Promise<T> => send<T>("DELETE", path, call);
