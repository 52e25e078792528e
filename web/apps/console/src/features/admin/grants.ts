import type { ObjectMeta } from "@sortie/client/metadata.ts";
import type { Row } from "@sortie/client/records.ts";

export const ACTIONS = ["read", "create", "update", "delete", "export", "import", "share"] as const;
export type Action = (typeof ACTIONS)[number];

/** The grant of an object among a role's, if it has one. */
export function grantOn(grants: Row[], object: string): Row | undefined {
  return grants.find((grant) => grant.values.object === object);
}

export const actionsOf = (grant: Row | undefined): string[] =>
  (grant?.values.actions as string[] | undefined) ?? [];

export const holds = (grant: Row | undefined, action: string): boolean => {
  const actions = actionsOf(grant);
  return actions.includes("*") || actions.includes(action);
};

/** The actions after one box was ticked or cleared; «*» is spelled out once something is taken from it. */
export function toggled(grant: Row | undefined, action: string, on: boolean): string[] {
  const actions = actionsOf(grant);
  const spelled = actions.includes("*") ? [...ACTIONS, "manage", "command:*"] : actions;
  if (!on) return spelled.filter((one) => one !== action);
  return actions.includes("*") ? actions : [...new Set([...spelled, action])];
}

/** Which of a machine's commands a grant gives: all, or by name. */
export function commandsOf(grant: Row | undefined): string[] {
  const actions = actionsOf(grant);
  if (actions.includes("*")) return ["*"];
  return actions.filter((one) => one.startsWith("command:")).map((one) => one.slice("command:".length));
}

/** The actions with these commands instead of the present ones. */
export function withCommands(grant: Row | undefined, commands: string[]): string[] {
  const rest = toggled(grant, "command:*", false).filter((one) => !one.startsWith("command:"));
  return [...rest, ...commands.map((one) => `command:${one}`)];
}

/** Objects a role can be given rights on, by name in the reader's language. */
export function byLabel(
  objects: ObjectMeta[],
  say: (label: { zh: string; en: string }) => string,
): ObjectMeta[] {
  return [...objects].sort(
    (a, b) => a.module.localeCompare(b.module) || say(a.label).localeCompare(say(b.label), "zh"),
  );
}
