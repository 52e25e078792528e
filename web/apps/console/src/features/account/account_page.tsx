import { useMe } from "@sortie/client/queries.ts";
import { Avatar } from "@sortie/ui/avatar.tsx";
import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { Card, Descriptions, Segmented, Tag } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import "./account.css";
import { ApiKeys } from "./api_keys.tsx";
import { Devices } from "./devices.tsx";
import { Passkeys } from "./passkeys.tsx";
import { PasswordCard } from "./password_card.tsx";
import { SecondFactor } from "./second_factor.tsx";
import { accountWords as words } from "./words.ts";

/** One's own profile, ways to sign in, devices and keys. */
export function AccountPage() {
  const say = useSay();
  return (
    <ConsolePage title={say(words.title)}>
      <Tabs
        items={[
          { key: "profile", label: say(words.profile), children: <Profile /> },
          {
            key: "security",
            label: say(words.security),
            children: (
              <div className="c-cards a-cards">
                <PasswordCard />
                <SecondFactor />
                <Passkeys />
              </div>
            ),
          },
          { key: "devices", label: say(words.devices), children: <Devices /> },
          { key: "keys", label: say(words.keys), children: <ApiKeys /> },
        ]}
      />
    </ConsolePage>
  );
}

function Profile() {
  const say = useSay();
  const lang = useLanguage();
  const me = useMe().data;
  if (!me) return null;
  return (
    <Card className="a-narrow">
      <div className="a-who">
        <Avatar name={me.name} src={me.avatar} size={56} />
        <strong>{me.name}</strong>
      </div>
      <Descriptions
        column={1}
        items={[
          { key: "login", label: say(words.login), children: me.login },
          { key: "company", label: say(words.company), children: `${me.tenant.name}（${me.tenant.code}）` },
          {
            key: "roles",
            label: say(words.roles),
            children: me.roles.map((role) => <Tag key={role}>{role}</Tag>),
          },
          { key: "zone", label: say(words.timeZone), children: me.tenant.time_zone },
          {
            key: "language",
            label: say(words.language),
            children: (
              <Segmented
                value={lang}
                onChange={setLanguage}
                options={[
                  { value: "zh-CN" as const, label: "中文" },
                  { value: "en" as const, label: "English" },
                ]}
              />
            ),
          },
        ]}
      />
    </Card>
  );
}
