import { keys, useCatalog, useMe } from "@sortie/client/queries.ts";
import { session } from "@sortie/client/session.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { Icon } from "@sortie/ui/icon.tsx";
import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { Button, Dropdown, Input, Layout, Tooltip } from "antd";
import { Bell } from "../features/messages/bell.tsx";
import { shellWords } from "./words.ts";

interface TopBarProps {
  narrow: boolean;
  onNarrow: () => void;
  live: boolean;
}

export function TopBar({ narrow, onNarrow, live }: TopBarProps) {
  const say = useSay();
  const lang = useLanguage();
  return (
    <Layout.Header className="c-top">
      <Button
        type="text"
        aria-label={say(shellWords.collapse)}
        aria-expanded={!narrow}
        onClick={onNarrow}
        icon={<Icon name="lines" size={20} />}
      />
      <Search />
      <span className="c-top__space" />
      {live ? null : (
        <Tooltip title={say(shellWords.live)}>
          <span className="c-top__offline" role="img" aria-label={say(shellWords.live)}>
            <Icon name="offline" size={18} />
          </span>
        </Tooltip>
      )}
      <Button
        type="text"
        icon={<Icon name="globe" size={18} />}
        onClick={() => setLanguage(lang === "en" ? "zh-CN" : "en")}
      >
        {say(shellWords.language)}
      </Button>
      <Bell />
      <Account />
    </Layout.Header>
  );
}

function Search() {
  const say = useSay();
  const navigate = useNavigate();
  const open = useRouterState({
    select: (state) => /^\/records\/([^/]+)/.exec(state.location.pathname)?.[1] ?? null,
  });
  const objects = useCatalog().data?.objects ?? {};
  const object = [open, "work_order", "user"].find((name) => name && objects[name]);
  if (!object) return null;
  return (
    <Input.Search
      className="c-top__search"
      allowClear
      aria-label={say(shellWords.search)}
      placeholder={say(shellWords.search)}
      onSearch={(text) =>
        void navigate({
          to: "/records/$object",
          params: { object },
          search: text ? { q: text } : {},
        })
      }
    />
  );
}

function Account() {
  const say = useSay();
  const me = useMe().data;
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = async (): Promise<void> => {
    await session.signOut();
    // in this order: a screen whose query is gone wouldn't hear that nobody is signed in any more
    client.setQueryData(keys.me, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] });
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", label: `${me?.name ?? ""} · ${me?.tenant.name ?? ""}`, disabled: true },
          { type: "divider" },
          {
            key: "account",
            label: say(shellWords.myAccount),
            onClick: () => void navigate({ to: "/account" }),
          },
          { key: "out", label: say(shellWords.signOut), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" className="c-top__me" aria-label={say(shellWords.account)}>
        <Avatar name={me?.name ?? ""} src={me?.avatar ?? null} size={30} />
        <span>{me?.name}</span>
      </Button>
    </Dropdown>
  );
}
