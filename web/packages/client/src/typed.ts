import createClient, { type Client } from "openapi-fetch";
import { headersFor } from "./transport.ts";

/** An openapi-fetch client over generated `paths` with this package's headers on every request:
 * `typedClient<paths>().GET("/api/v1/…", { params })`. */
export function typedClient<Paths extends object>(): Client<Paths> {
  const client = createClient<Paths>({ credentials: "same-origin" });
  client.use({
    onRequest({ request }) {
      for (const [name, value] of headersFor(request.method)) {
        if (!request.headers.has(name)) request.headers.set(name, value);
      }
      return request;
    },
  });
  return client;
}
