import { useRecordWrites } from "@sortie/client/queries.ts";
import type { Row } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useDeskAct } from "../desk/queries.ts";
import { setupWords as words } from "./words.ts";

/** Saves one record of setup: a new one is made, a known one changed against the version that was read. */
export function useSave(object: string, row: Row | null, onSaved: (row: Row) => void) {
  const say = useSay();
  const writes = useRecordWrites(object);
  const { busy, run } = useDeskAct();
  const save = async (values: Record<string, unknown>): Promise<void> => {
    await run(async (key) => {
      const stored = row
        ? await writes.update(row.id, values, { version: row.version, key })
        : await writes.create(values, { key });
      onSaved(stored);
    }, say(words.saved));
  };
  return { busy, save };
}
