import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import type { Say, Text } from "@sortie/ui/language.ts";
import type { MenuProps } from "antd";
import { NavIcon } from "./nav_icon.tsx";
import { navigation, otherGroup, type Screen, unlisted } from "./navigation.ts";

type Items = NonNullable<MenuProps["items"]>;

export interface MenuEntry {
  to: string;
  label: Text;
  icon: string;
}

export interface MenuGroup {
  key: string;
  label: Text;
  entries: MenuEntry[];
}

/** Details of another object have no list of their own in the menu: they are reached through it. */
const listed = (object: ObjectMeta): boolean =>
  !object.parent && !unlisted.includes(object.name) && object.layouts.list.length > 0 && may(object, "read");

function offered(screen: Screen, objects: Record<string, ObjectMeta>, features: string[]): boolean {
  if (screen.feature && !features.includes(screen.feature)) return false;
  if (!screen.needs) return true;
  const object = objects[screen.needs.object];
  return object !== undefined && may(object, screen.needs.action);
}

/** Groups of screens and object lists that this actor may open; an object of no known module goes last. */
export function menuGroups(objects: Record<string, ObjectMeta>, features: string[]): MenuGroup[] {
  const all = Object.values(objects).filter(listed);
  const placed = new Set<string>();
  const entry = (object: ObjectMeta): MenuEntry => {
    placed.add(object.name);
    return { to: `/records/${object.name}`, label: object.label, icon: object.icon };
  };
  const groups: MenuGroup[] = [];
  for (const { key, label, modules, screens } of navigation) {
    const offers = screens.filter((screen) => offered(screen, objects, features));
    for (const name of offers.flatMap((screen) => screen.covers ?? [])) placed.add(name);
    const own = offers.map(({ to, label: name, icon }) => ({ to, label: name, icon: icon ?? "screen" }));
    const lists = all
      .filter((object) => modules.includes(object.module) && !placed.has(object.name))
      .map(entry);
    groups.push({ key, label, entries: [...own, ...lists] });
  }
  const rest = all.filter((object) => !placed.has(object.name)).map(entry);
  groups.push({ key: "other", label: otherGroup, entries: rest });
  return groups.filter((group) => group.entries.length > 0);
}

/** The same as the navigation draws it. */
export function menuItems(objects: Record<string, ObjectMeta>, features: string[], say: Say): Items {
  return menuGroups(objects, features).map((group) => ({
    key: group.key,
    type: "group",
    label: say(group.label),
    children: group.entries.map(({ to, label, icon }) => ({
      key: to,
      label: say(label),
      icon: <NavIcon name={icon} />,
    })),
  }));
}
