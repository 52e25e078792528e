import "./styles/bars.css";
import { Badge } from "./badge.tsx";
import { classes } from "./class_names.ts";
import { Icon, type IconName } from "./icon.tsx";
import { useSay } from "./language.ts";
import { Link } from "./router.tsx";
import { words } from "./words.ts";

export interface Tab {
  to: string;
  label: string;
  icon: IconName;
  badge?: number;
}

export function TabBar({ tabs, active }: { tabs: Tab[]; active: string }) {
  const say = useSay();
  return (
    <nav className="s-tabs" aria-label={say(words.menu)}>
      {tabs.map((tab) => {
        const here = tab.to === active;
        return (
          <Link
            key={tab.to}
            to={tab.to}
            className={classes("s-tab", here && "s-tab--here")}
            aria-current={here ? "page" : undefined}
          >
            <Badge count={tab.badge ?? 0}>
              <Icon name={tab.icon} size={24} />
            </Badge>
            <span>{tab.label}</span>
          </Link>
        );
      })}
    </nav>
  );
}
