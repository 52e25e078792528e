/** One wrong field of a problem document: `path` as it was sent (`lines.0.qty`), `detail` in the reader's language. */
export interface FieldProblem {
  path: string;
  code: string;
  detail: string;
}

/** An RFC 9457 answer. `code` is stable and may be branched on; `title` and `detail` are for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: FieldProblem[];
  readonly extra: Record<string, unknown>;
  readonly requestId: string | null;

  constructor(status: number, body: Record<string, unknown>, requestId: string | null = null) {
    const title = textOf(body.title) || `HTTP ${status}`;
    const detail = textOf(body.detail);
    super(detail || title);
    this.name = "ApiError";
    this.status = status;
    this.code = textOf(body.code) || `http.${status}`;
    this.title = title;
    this.detail = detail;
    this.fields = Array.isArray(body.fields) ? body.fields.map(fieldProblem) : [];
    this.extra = body;
    this.requestId = requestId;
  }

  /** The first message for each field path, for a form. */
  byField(): Record<string, string> {
    const messages: Record<string, string> = {};
    for (const field of this.fields) messages[field.path] ??= field.detail;
    return messages;
  }
}

/** The request never got an answer: no network, or the program is down. Sending again with the same key is safe. */
export class OfflineError extends Error {
  readonly code = "offline";

  constructor(cause: unknown) {
    super("offline", { cause });
    this.name = "OfflineError";
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldProblem(raw: unknown): FieldProblem {
  const field = (raw ?? {}) as Record<string, unknown>;
  return {
    path: textOf(field.path) || textOf(field.field),
    code: textOf(field.code),
    detail: textOf(field.detail) || textOf(field.message) || textOf(field.text),
  };
}
