import { ApiError } from "./problem.ts";
import { configure, get, post, remove } from "./transport.ts";

/** Who is signed in, and what the screens may offer. */
export interface Me {
  id: string;
  name: string;
  login: string;
  locale: string;
  roles: string[];
  /** Rights that hang on no object: `dispatch.run`, `admin.system` … */
  features: string[];
  tenant: { id: string; code: string; name: string; time_zone: string };
  avatar: string | null;
  csrf: string | null;
  /** What must be done before anything else: "password" = set a new one. */
  hurdle: string;
}

type Raw = Record<string, unknown>;

function meOf(raw: Raw): Me {
  const user = (raw.user ?? raw) as Raw;
  const tenant = (raw.tenant ?? {}) as Raw;
  const csrf = (raw.csrf ?? raw.csrf_token ?? null) as string | null;
  if (csrf) configure({ csrf });
  return {
    id: String(user.id ?? user.user_id ?? ""),
    name: String(user.name ?? user.login ?? ""),
    login: String(user.login ?? ""),
    locale: String(user.locale ?? raw.locale ?? ""),
    roles: ((raw.roles ?? user.roles ?? []) as unknown[]).map(String),
    features: ((raw.features ?? user.features ?? []) as unknown[]).map(String),
    tenant: {
      id: String(tenant.id ?? ""),
      code: String(tenant.code ?? ""),
      name: String(tenant.name ?? ""),
      time_zone: String(tenant.time_zone ?? "Asia/Shanghai"),
    },
    avatar: (user.avatar ?? null) as string | null,
    csrf,
    hurdle: String(raw.hurdle ?? ""),
  };
}

export interface SignIn {
  login: string;
  password: string;
  tenant?: string;
  totp?: string;
}

export type SignInExtra = "totp" | "tenant";

/** What the server wants besides login and password: the second factor, or which company; null for a plain refusal. */
export function wantedBy(error: unknown): SignInExtra | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "session.totp_needed") return "totp";
  return error.code === "session.tenant_needed" ? "tenant" : null;
}

export const session = {
  /** ApiError 401 when nobody is signed in. */
  me: async (): Promise<Me> => meOf(await get<Raw>("/api/v1/session")),
  signIn: async (how: SignIn): Promise<Me> => meOf(await post<Raw>("/api/v1/session", how)),
  signOut: async (): Promise<void> => {
    await remove("/api/v1/session");
    configure({ csrf: null });
  },
};
