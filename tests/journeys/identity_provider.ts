import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A company's own sign-in, as small as OpenID Connect allows: one person, who always agrees. */
export interface Provider {
  issuer: string;
  client: string;
  secret: string;
  close: () => Promise<void>;
}

interface Asked {
  challenge: string;
  nonce: string;
  back: string;
}

const LASTS_S = 300;
const bare = (bytes: Buffer | string): string => Buffer.from(bytes).toString("base64url");

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

/** The client's secret, by header or in the form. */
function secretIn(request: IncomingMessage, form: URLSearchParams): string {
  const [, basic = ""] = (request.headers.authorization ?? "").split(" ");
  const typed = Buffer.from(basic, "base64").toString().split(":")[1];
  return typed ? decodeURIComponent(typed) : (form.get("client_secret") ?? "");
}

/** Starts on a free loopback port. `email` is whom it vouches for. */
export async function startProvider(email: string): Promise<Provider> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client = "sortie-journey";
  const secret = bare(randomBytes(24));
  const asked = new Map<string, Asked>();
  let issuer = "";

  const token = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const head = { alg: "RS256", kid: "one", typ: "JWT" };
    const claims = {
      iss: issuer,
      sub: createHash("sha256").update(email).digest("hex"),
      aud: client,
      iat: now,
      exp: now + LASTS_S,
      nonce,
      email,
      email_verified: true,
    };
    const text = `${bare(JSON.stringify(head))}.${bare(JSON.stringify(claims))}`;
    return `${text}.${bare(createSign("RSA-SHA256").update(text).sign(privateKey))}`;
  };

  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    const exchange = async (): Promise<void> => {
      const form = await bodyOf(request);
      const code = form.get("code") ?? "";
      const found = asked.get(code);
      asked.delete(code);
      const shown = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (!found || shown !== found.challenge || secretIn(request, form) !== secret)
        return answer(400, { error: "invalid_grant" });
      answer(200, { access_token: "none", token_type: "Bearer", id_token: token(found.nonce) });
    };
    if (url.pathname === "/.well-known/openid-configuration") {
      answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      });
    } else if (url.pathname === "/jwks") {
      answer(200, {
        keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }],
      });
    } else if (url.pathname === "/authorize") {
      const code = bare(randomBytes(16));
      const given = url.searchParams;
      const back = new URL(given.get("redirect_uri") ?? "");
      asked.set(code, {
        challenge: given.get("code_challenge") ?? "",
        nonce: given.get("nonce") ?? "",
        back: back.href,
      });
      back.searchParams.set("code", code);
      back.searchParams.set("state", given.get("state") ?? "");
      response.writeHead(302, { Location: back.href }).end();
    } else if (url.pathname === "/token") {
      void exchange();
    } else {
      answer(404, {});
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    client,
    secret,
    close: () => new Promise((done) => server.close(() => done())),
  };
}
