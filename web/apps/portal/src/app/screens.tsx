import { match } from "@sortie/ui/router.tsx";
import type { ComponentType, ReactNode } from "react";
import { HomePage } from "../features/home/home_page.tsx";

type Screen = ComponentType<Record<string, string>>;

/** Path → screen; `:name` parts become its props. A feature adds its screens here (lazy, see field's `later`). */
const screens: [string, Screen][] = [["/", HomePage]];

export function screenAt(path: string): ReactNode {
  for (const [pattern, Screen] of screens) {
    const found = match(pattern, path);
    if (found) return <Screen {...found} />;
  }
  return <HomePage lost="yes" />;
}
