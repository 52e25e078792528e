import { headersFor } from "./transport.ts";

export interface LiveEvent {
  id: string;
  event: string;
  /** The parsed JSON body. */
  body: unknown;
}

export interface Listening {
  onEvent: (event: LiveEvent) => void;
  /** Told when the line comes up (true) and goes down (false). */
  onLine?: (up: boolean) => void;
  path?: string;
  /** Resume after this event; the stream keeps it up to date by itself. */
  lastEventId?: string;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Splits a text/event-stream into events; keeps a half line for the next chunk. */
export function eventReader(emit: (event: LiveEvent) => void): (chunk: string) => void {
  let rest = "";
  let id = "";
  let name = "message";
  let lines: string[] = [];
  const line = (text: string): void => {
    if (text === "") {
      if (lines.length > 0) emit({ id, event: name, body: parsed(lines.join("\n")) });
      name = "message";
      lines = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") lines.push(value);
    else if (field === "event") name = value;
    else if (field === "id") id = value;
  };
  return (chunk) => {
    const parts = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? "";
    for (const part of parts) line(part);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Listens until the returned function is called; comes back by itself with Last-Event-ID after a break. */
export function listen({
  onEvent,
  onLine,
  path = "/api/v1/events",
  lastEventId = "",
}: Listening): () => void {
  const stop = new AbortController();
  let last = lastEventId;
  let pause = FIRST_PAUSE_MS;

  const once = async (): Promise<void> => {
    const headers = headersFor("GET", { headers: { Accept: "text/event-stream" } });
    if (last) headers.set("Last-Event-ID", last);
    const response = await fetch(path, { headers, credentials: "same-origin", signal: stop.signal });
    if (!response.ok || !response.body) throw new Error(`events: HTTP ${response.status}`);
    onLine?.(true);
    pause = FIRST_PAUSE_MS;
    const feed = eventReader((event) => {
      if (event.id) last = event.id;
      onEvent(event);
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) feed(chunk.value);
  };

  const forever = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await once().catch(() => undefined);
      if (stop.signal.aborted) return;
      onLine?.(false);
      await new Promise((resume) => setTimeout(resume, pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  };
  void forever();
  return () => stop.abort();
}
