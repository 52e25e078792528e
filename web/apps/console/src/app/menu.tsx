import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import type { Say } from "@sortie/ui/language.ts";
import type { MenuProps } from "antd";
import { NavIcon } from "./nav_icon.tsx";
import { navigation, otherGroup, type Screen } from "./navigation.ts";

type Items = NonNullable<MenuProps["items"]>;

/** Details of another object have no list of their own in the menu: they are reached through it. */
const listed = (object: ObjectMeta): boolean =>
  !object.parent && object.layouts.list.length > 0 && may(object, "read");

function offered(screen: Screen, objects: Record<string, ObjectMeta>, features: string[]): boolean {
  if (screen.feature && !features.includes(screen.feature)) return false;
  if (!screen.needs) return true;
  const object = objects[screen.needs.object];
  return object !== undefined && may(object, screen.needs.action);
}

/** Groups of screens and object lists that this actor may open; an object of no known module goes last. */
export function menuItems(objects: Record<string, ObjectMeta>, features: string[], say: Say): Items {
  const all = Object.values(objects).filter(listed);
  const placed = new Set<string>();
  const entry = (object: ObjectMeta): Items[number] => {
    placed.add(object.name);
    return { key: `/records/${object.name}`, label: say(object.label), icon: <NavIcon name={object.icon} /> };
  };
  const groups: Items = [];
  for (const group of navigation) {
    const offers = group.screens.filter((screen) => offered(screen, objects, features));
    for (const name of offers.flatMap((screen) => screen.covers ?? [])) placed.add(name);
    const screens = offers.map((screen) => ({
      key: screen.to,
      label: say(screen.label),
      icon: <NavIcon name={screen.icon ?? "screen"} />,
    }));
    const lists = all
      .filter((object) => group.modules.includes(object.module) && !placed.has(object.name))
      .map(entry);
    if (screens.length + lists.length > 0) {
      groups.push({
        key: group.key,
        type: "group",
        label: say(group.label),
        children: [...screens, ...lists],
      });
    }
  }
  const rest = all.filter((object) => !placed.has(object.name)).map(entry);
  if (rest.length > 0) groups.push({ key: "other", type: "group", label: say(otherGroup), children: rest });
  return groups;
}
