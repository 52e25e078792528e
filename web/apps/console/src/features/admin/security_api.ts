import { get, post, put, remove } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";

export type Service = Wire<"Provider">;

export interface ServiceForm {
  code: string;
  name: string;
  issuer: string;
  client_id: string;
  client_secret?: string;
  enabled: boolean;
}

export type Checked = Pick<Wire<"ProviderCheck">, "ok" | "detail" | "keys">;

export type Attempt = Wire<"AttemptOut">;

export type Wait = Wire<"WaitingOut">;

export type Rules = Record<string, number>;

const ROOT = "/api/v1/admin";

export const security = {
  services: () => get<Service[]>(`${ROOT}/sign-in`),
  saveService: ({ code, ...rest }: ServiceForm, key: string) =>
    put(`${ROOT}/sign-in/${encodeURIComponent(code)}`, rest, { key }),
  checkService: (id: string) => post<Checked>(`${ROOT}/sign-in/${id}/check`),
  removeService: (id: string, key: string) => remove(`${ROOT}/sign-in/${id}`, { key }),
  attempts: (asked: {
    q: string;
    outcome?: string | undefined;
    before?: string | undefined;
    limit: number;
  }) => get<Attempt[]>(`${ROOT}/sign-in-attempts`, asked),
  waits: () => get<Wait[]>(`${ROOT}/sign-in-waits`),
  endWait: (account: string, key: string) => remove(`${ROOT}/sign-in-waits/${account}`, { key }),
  rules: () => get<Rules>(`${ROOT}/sign-in-rules`),
};

export const securityKeys = {
  services: ["security", "services"],
  attempts: ["security", "attempts"],
  waits: ["security", "waits"],
  rules: ["security", "rules"],
} as const;
