import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { words } from "./words.ts";

/** Where a reader lands without a token, or with one that leads nowhere. */
export function HomePage({ lost }: { lost?: string }) {
  const say = useSay();
  return <Empty icon="scan" text={say(lost ? words.lost : words.home)} />;
}
