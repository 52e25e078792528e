import { Icon, type IconName } from "@sortie/ui/icon.tsx";

/** Names an object may give its icon in metadata, on the kit's drawings; anything else is a sheet of paper. */
const drawings: Record<string, IconName> = {
  screen: "today",
  home: "home",
  chart: "lines",
  device: "tools",
  scan: "scan",
  shop: "home",
  location: "pin",
  certificate: "star",
  key: "scan",
  team: "person",
  apartment: "home",
  order: "orders",
  work_order: "orders",
  clipboard: "orders",
  calendar: "today",
  appointment: "clock",
  clock: "clock",
  customer: "home",
  building: "home",
  site: "pin",
  map: "route",
  pin: "pin",
  asset: "tools",
  tool: "tools",
  tools: "tools",
  user: "person",
  users: "person",
  person: "person",
  contact: "phone",
  phone: "phone",
  message: "chat",
  note: "chat",
  bell: "bell",
  inbox: "bell",
  star: "star",
  settings: "settings",
  rule: "settings",
  file: "file",
};

export function NavIcon({ name }: { name: string }) {
  return (
    <span className="anticon">
      <Icon name={drawings[name] ?? "file"} size={18} />
    </span>
  );
}
