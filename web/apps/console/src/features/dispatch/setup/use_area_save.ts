import { useRecordWrites } from "@sortie/client/queries.ts";
import type { Reference, Row } from "@sortie/client/records.ts";
import { type Corners, closed } from "@sortie/map/polygon.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useDeskAct } from "../desk/queries.ts";
import { setupWords as words } from "./words.ts";

export interface AreaEntered {
  code: string;
  name: string;
  price_zone: string | null;
  parent: string[];
  manager: string[];
  engineers: string[];
}

const areasOf = (person: Row): string[] => ((person.values.areas ?? []) as Reference[]).map((one) => one.id);

/** Whose areas change when `before` served one and `after` shall: each with the areas they then have. */
export function servingChanges(
  area: string,
  people: Row[],
  before: string[],
  after: string[],
): { person: Row; areas: string[] }[] {
  return people.flatMap((person) => {
    const had = before.includes(person.id);
    const has = after.includes(person.id);
    if (had === has) return [];
    const rest = areasOf(person).filter((id) => id !== area);
    return [{ person, areas: has ? [...rest, area] : rest }];
  });
}

/** Saves the area, then the areas of the engineers who come or go. */
export function useAreaSave(row: Row | null, people: Row[], onSaved: (row: Row) => void) {
  const say = useSay();
  const areas = useRecordWrites("service_area");
  const resources = useRecordWrites("field_resource");
  const { busy, run } = useDeskAct();
  const save = async (entered: AreaEntered, corners: Corners, before: string[]): Promise<void> => {
    const values = {
      code: entered.code.trim(),
      name: entered.name.trim(),
      price_zone: entered.price_zone?.trim() || null,
      parent: entered.parent[0] ?? null,
      manager: entered.manager[0] ?? null,
      polygon: corners.length > 0 ? closed(corners) : null,
    };
    await run(async (key) => {
      const stored = row
        ? await areas.update(row.id, values, { version: row.version, key })
        : await areas.create(values, { key });
      for (const { person, areas: wanted } of servingChanges(stored.id, people, before, entered.engineers))
        await resources.update(person.id, { areas: wanted }, { version: person.version });
      onSaved(stored);
    }, say(words.saved));
  };
  return { busy, save };
}
