import { match } from "@sortie/ui/router.tsx";
import { type ComponentType, lazy, type ReactNode } from "react";
import { HomePage } from "../features/home/home_page.tsx";
import { ReportPage } from "../features/report/report_page.tsx";

type Screen = ComponentType<Record<string, string>>;

const TrackPage = lazy(async () => ({
  default: (await import("../features/track/track_page.tsx")).TrackPage as Screen,
}));

/** Path → screen; `:name` parts become its props. The company's code comes first in every link. */
const screens: [string, Screen][] = [
  ["/", HomePage],
  ["/:company", ReportPage],
  ["/:company/a/:token", ReportPage],
  ["/:company/track/:token", TrackPage],
];

export function screenAt(path: string): ReactNode {
  for (const [pattern, Screen] of screens) {
    const found = match(pattern, path);
    if (found) return <Screen {...found} />;
  }
  return <HomePage lost="yes" />;
}
