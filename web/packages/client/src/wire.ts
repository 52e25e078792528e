import type { components } from "./generated/schema.ts";

/** A shape as the server describes it in its OpenAPI document: what it answers, what it takes. */
export type Wire<Name extends keyof components["schemas"]> = components["schemas"][Name];
