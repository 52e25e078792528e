interface Given {
  minutes: Record<string, Record<string, number | null | undefined>>;
  pausing: string[];
  warn: number[];
}

/** The matrix as the policy keeps it: only promises that are made, warnings rising and each once. */
export function targetsOf({ minutes, pausing, warn }: Given): Record<string, unknown> {
  const promised: Record<string, Record<string, number>> = {};
  for (const [priority, targets] of Object.entries(minutes)) {
    const made = Object.entries(targets).filter(([, value]) => typeof value === "number" && value > 0);
    if (made.length > 0) promised[priority] = Object.fromEntries(made) as Record<string, number>;
  }
  return { minutes: promised, pausing, warn_percent: [...new Set(warn)].sort((a, b) => a - b) };
}
