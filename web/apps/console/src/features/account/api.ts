import { get, post, put, remove } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";

export type Device = Wire<"Device">;

export type Passkey = Wire<"Passkey">;

export type ApiKey = Wire<"Key">;

const ROOT = "/api/v1/session";

export const account = {
  newPassword: (old_password: string, new_password: string) =>
    put(`${ROOT}/password`, { old_password, new_password }),
  totp: () => get<{ enabled: boolean; codes_left: number }>(`${ROOT}/totp`),
  startTotp: () => post<{ secret: string; uri: string }>(`${ROOT}/totp`),
  confirmTotp: (code: string) => post<{ recovery_codes: string[] }>(`${ROOT}/totp/confirm`, { code }),
  removeTotp: () => remove(`${ROOT}/totp`),
  devices: () => get<Device[]>(`${ROOT}/devices`),
  signOutDevice: (id: string) => remove(`${ROOT}/devices/${id}`),
  signOutOthers: () => remove(`${ROOT}/devices`),
  passkeys: () => get<Passkey[]>(`${ROOT}/passkeys`),
  removePasskey: (id: string) => remove(`${ROOT}/passkeys/${id}`),
  keys: () => get<ApiKey[]>("/api/v1/api-keys"),
  createKey: (name: string, scopes: string[], expires_at: string | null) =>
    post<ApiKey>("/api/v1/api-keys", { name, scopes, expires_at }),
  revokeKey: (id: string) => remove(`/api/v1/api-keys/${id}`),
};

export const accountKeys = {
  totp: ["account", "totp"],
  devices: ["account", "devices"],
  passkeys: ["account", "passkeys"],
  apiKeys: ["account", "api-keys"],
} as const;
