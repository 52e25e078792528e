import { post } from "./transport.ts";

type Json = Record<string, unknown>;

const BARE_ADDRESS = /^[\d.]+$|^\[/;

/** Whether this browser can, here: a passkey belongs to a name, so a bare address has none. */
export const passkeysHere = (): boolean =>
  typeof globalThis.PublicKeyCredential === "function" && !BARE_ADDRESS.test(globalThis.location.hostname);

/** base64url, as the WebAuthn JSON forms write bytes. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function textOf(bytes: ArrayBuffer | null): string | null {
  if (!bytes) return null;
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const withBytes = (list: unknown): unknown =>
  (Array.isArray(list) ? (list as Json[]) : []).map((one) => ({ ...one, id: bytesOf(String(one.id)) }));

function plainOf(credential: PublicKeyCredential, response: Json): Json {
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

/** Asks the device to make a passkey; null when the reader declined. */
export async function makePasskey(options: Json): Promise<Json | null> {
  const user = options.user as Json;
  const publicKey = {
    ...options,
    challenge: bytesOf(String(options.challenge)),
    user: { ...user, id: bytesOf(String(user.id)) },
    excludeCredentials: withBytes(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await declined(navigator.credentials.create({ publicKey }))) as PublicKeyCredential | null;
  if (!made) return null;
  const answer = made.response as AuthenticatorAttestationResponse;
  return plainOf(made, {
    clientDataJSON: textOf(answer.clientDataJSON),
    attestationObject: textOf(answer.attestationObject),
    transports: answer.getTransports(),
  });
}

/** Asks the device for a passkey it holds; null when the reader declined. */
export async function askPasskey(options: Json): Promise<Json | null> {
  const publicKey = {
    ...options,
    challenge: bytesOf(String(options.challenge)),
    allowCredentials: withBytes(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const given = (await declined(navigator.credentials.get({ publicKey }))) as PublicKeyCredential | null;
  if (!given) return null;
  const answer = given.response as AuthenticatorAssertionResponse;
  return plainOf(given, {
    clientDataJSON: textOf(answer.clientDataJSON),
    authenticatorData: textOf(answer.authenticatorData),
    signature: textOf(answer.signature),
    userHandle: textOf(answer.userHandle),
  });
}

async function declined<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

interface Ceremony {
  ceremony: string;
  options: Json;
}

/** Signs in by a passkey this device holds; false when the reader declined. */
export async function signInByPasskey(): Promise<boolean> {
  const { ceremony, options } = await post<Ceremony>("/api/v1/session/passkey/start");
  const credential = await askPasskey(options);
  if (!credential) return false;
  await post("/api/v1/session/passkey", { ceremony, credential });
  return true;
}

/** Makes a passkey for who is signed in; false when the reader declined. */
export async function addPasskey(name: string): Promise<boolean> {
  const { ceremony, options } = await post<Ceremony>("/api/v1/session/passkeys/start");
  const credential = await makePasskey(options);
  if (!credential) return false;
  await post("/api/v1/session/passkeys", { ceremony, credential, name });
  return true;
}
