import { Tag } from "@sortie/ui/tag.tsx";
import type { ReactNode } from "react";

/** The same tag as on the phone: a state looks alike everywhere. */
export function StateTag({ tone, children }: { tone: string; children: ReactNode }) {
  return <Tag tone={tone}>{children}</Tag>;
}
