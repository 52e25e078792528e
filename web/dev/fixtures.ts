import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { objects, people, type Raw, tables } from "./fixture_company.ts";

/** Answers `/api` in the development server when there is no program yet (SORTIE_FIXTURES=1). Never in a build. */
const PAGE = 50;
let signedIn = process.env.SORTIE_FIXTURES_SIGNED_IN === "1";

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.statusCode = status;
  response.setHeader("Content-Type", status >= 400 ? "application/problem+json" : "application/json");
  response.end(JSON.stringify(body));
}

function problem(
  response: ServerResponse,
  status: number,
  code: string,
  title: string,
  detail = "",
  fields: Raw[] = [],
): void {
  send(response, { type: "about:blank", status, code, title, detail, fields }, status);
}

async function bodyOf(request: IncomingMessage): Promise<Raw> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as Raw;
  } catch {
    return {};
  }
}

function listOf(object: string, url: URL): Raw {
  const all = tables[object] ?? [];
  const text = url.searchParams.get("q") ?? "";
  const found = text ? all.filter((row) => JSON.stringify(row.values).includes(text)) : all;
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const size = Number(url.searchParams.get("limit") ?? PAGE);
  const next = from + size < found.length ? String(from + size) : null;
  return { records: found.slice(from, from + size), next };
}

function sessionOf(): Raw {
  return {
    user: { id: people[0]?.id, name: "林晓", login: "linxiao", locale: "zh-CN" },
    roles: ["dispatcher", "manager"],
    features: ["dispatch.run", "reports.view"],
    tenant: { id: "t1", code: "demo", name: "云帆物业家电服务集团", time_zone: "Asia/Shanghai" },
    csrf: "dev",
  };
}

async function answerSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "POST") {
    const { password } = await bodyOf(request);
    if (password === "wrong") {
      problem(response, 401, "session.refused", "账号或密码不对", "请检查后重试；连续输错会暂时锁定账号。");
      return;
    }
    signedIn = true;
  }
  if (request.method === "DELETE") signedIn = false;
  if (!signedIn) problem(response, 401, "session.missing", "请先登录");
  else send(response, sessionOf());
}

async function answerRecord(
  request: IncomingMessage,
  response: ServerResponse,
  parts: string[],
  url: URL,
): Promise<void> {
  const [object = "", id, tail, command] = parts;
  const table = tables[object];
  if (!table) return problem(response, 404, "object.unknown", "没有这个对象");
  if (id === "aggregate") return send(response, [{ keys: [], values: { count: table.length } }]);
  if (id === "options") {
    const text = url.searchParams.get("q") ?? "";
    const meta = objects.find((one) => one.name === object);
    const named = table.map((row) => ({
      id: row.id,
      title: String((row.values as Raw)[String(meta?.title)] ?? ""),
    }));
    return send(response, named.filter((one) => one.title.includes(text)).slice(0, 20));
  }
  if (!id) {
    if (request.method !== "POST") return send(response, listOf(object, url));
    const { values } = (await bodyOf(request)) as { values: Raw };
    const row = {
      id: crypto.randomUUID(),
      version: 1,
      values: { ...values, created_at: new Date().toISOString() },
    };
    table.unshift(row);
    return send(response, row, 201);
  }
  const row = table.find((one) => one.id === id);
  if (!row) return problem(response, 404, "not_found", "找不到该记录", "可能已删除或您无权查看。");
  if (tail === "timeline") {
    const item = (kind: string, actor_name: string, hours: number, details: Raw) => ({
      id: crypto.randomUUID(),
      at: new Date(Date.now() - hours * 3.6e6).toISOString(),
      kind,
      actor_id: null,
      actor_name,
      details,
    });
    const items = [item("moved", "林晓", 1, { command: "assign" }), item("created", "周敏", 25, {})];
    return send(response, { items, next: null });
  }
  if (request.method === "PATCH" || tail === "commands") {
    const { values } = (await bodyOf(request)) as { values?: Raw };
    const moves = (objects.find((one) => one.name === object)?.machine as Raw | undefined)?.transitions as
      | Raw[]
      | undefined;
    const move = moves?.find((one) => one.command === command);
    Object.assign(row.values as Raw, values, move ? { state: move.target } : {});
    row.version = Number(row.version) + 1;
  }
  if (request.method === "DELETE") {
    table.splice(table.indexOf(row), 1);
    response.statusCode = 204;
    return void response.end();
  }
  return send(response, row);
}

export function fixtures(): Plugin {
  return {
    name: "sortie-fixtures",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? "/", "http://fixtures");
        if (!url.pathname.startsWith("/api/v1/")) return next();
        const [room, ...rest] = url.pathname.slice("/api/v1/".length).split("/");
        if (room === "session") void answerSession(request, response);
        else if (room === "meta") send(response, { version: 1, objects });
        else if (room === "records") void answerRecord(request, response, rest, url);
        else if (room === "files" && request.method === "POST") {
          request.resume();
          send(response, { id: crypto.randomUUID(), sha256: "0" }, 201);
        } else if (room === "events") {
          response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
          response.write(": ready\n\n");
        } else problem(response, 404, "not_found", "没有这个地址");
      });
    },
  };
}
