import { get, post, put, remove } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";

export type Device = Pick<Wire<"Device">, "id" | "device" | "ip" | "last_seen_at" | "current">;

const SESSION = "/api/v1/session";

export type Passkey = Pick<Wire<"Passkey">, "id" | "name" | "last_used_at">;

export const accountKeys = {
  devices: ["account", "devices"] as const,
  totp: ["account", "totp"] as const,
  passkeys: ["account", "passkeys"] as const,
};

/** One's own sign-in: password, second factor, devices. */
export const account = {
  changePassword: (old_password: string, new_password: string, key: string): Promise<void> =>
    put(`${SESSION}/password`, { old_password, new_password }, { key }),
  devices: (signal?: AbortSignal): Promise<Device[]> => get(`${SESSION}/devices`, undefined, signal),
  endDevice: (id: string, key: string): Promise<void> => remove(`${SESSION}/devices/${id}`, { key }),
  endOthers: (key: string): Promise<{ ended: number }> => remove(`${SESSION}/devices`, { key }),
  passkeys: (signal?: AbortSignal): Promise<Passkey[]> => get(`${SESSION}/passkeys`, undefined, signal),
  /** True once it is gone. */
  removePasskey: async (id: string): Promise<true> => {
    await remove(`${SESSION}/passkeys/${id}`);
    return true;
  },
  totp: (signal?: AbortSignal): Promise<{ enabled: boolean; codes_left: number }> =>
    get(`${SESSION}/totp`, undefined, signal),
  startTotp: (): Promise<{ secret: string; uri: string }> => post(`${SESSION}/totp`),
  confirmTotp: (code: string): Promise<{ recovery_codes: string[] }> =>
    post(`${SESSION}/totp/confirm`, { code }),
  /** True once it is off. */
  removeTotp: async (): Promise<true> => {
    await remove(`${SESSION}/totp`);
    return true;
  },
  /** True once the password was right. */
  prove: async (password: string): Promise<true> => {
    await post(`${SESSION}/proof`, { password });
    return true;
  },
};
