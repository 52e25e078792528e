import { get, post, put } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";

export type Invited = Wire<"Invitation">;

const ROOT = "/api/v1/session";

export const waysIn = {
  forgot: (login: string, tenant?: string) => post(`${ROOT}/reset`, tenant ? { login, tenant } : { login }),
  reset: (token: string, password: string) => post(`${ROOT}/reset/finish`, { token, password }),
  invitation: (token: string) => post<Invited>(`${ROOT}/invitation`, { token }),
  accept: (token: string, password: string) => post(`${ROOT}/invitation/accept`, { token, password }),
  ofCompany: (code: string) =>
    get<{ code: string; name: string }[]>(`${ROOT}/oidc/${encodeURIComponent(code)}`),
  newPassword: (old_password: string, new_password: string) =>
    put(`${ROOT}/password`, { old_password, new_password }),
};
