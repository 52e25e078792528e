import { useMe } from "@sortie/client/queries.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Card, Descriptions } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { Refusal } from "../../kit/refusal.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import "./admin.css";
import { designWords } from "./more_words.ts";
import { security, securityKeys } from "./security_api.ts";
import { Attempts } from "./security_attempts.tsx";
import { LockedAccounts } from "./security_locked.tsx";
import { Services } from "./security_services.tsx";
import { ruleWords, securityWords as words } from "./security_words.ts";

/** How people get in, who didn't, and who can't. */
export function SecurityPage() {
  const say = useSay();
  const { tab } = useSearch({ from: "/admin/security" });
  const navigate = useNavigate({ from: "/admin/security" });
  const features = useMe().data?.features ?? [];
  if (!features.includes("admin.security"))
    return <Refusal status="403" title={say(designWords.noSecurity)} />;
  return (
    <ConsolePage title={say(words.title)} note={say(words.help)}>
      <Tabs
        activeKey={tab ?? "services"}
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
        destroyOnHidden
        items={[
          { key: "services", label: say(words.services), children: <Services /> },
          { key: "locked", label: say(words.locked), children: <LockedAccounts /> },
          { key: "attempts", label: say(words.attempts), children: <Attempts /> },
          { key: "rules", label: say(words.rules), children: <Rules /> },
        ]}
      />
    </ConsolePage>
  );
}

const MINUTE_S = 60;
const DAY_S = 86_400;
const SPANS = [
  "first_delay",
  "longest_delay",
  "forget_after",
  "idle",
  "absolute",
  "fresh",
  "invite",
  "reset",
];

/** What passwords, delays and sessions are bound by, in words. */
function Rules() {
  const say = useSay();
  const { duration } = useFormats();
  const span = (seconds: number): string => {
    if (seconds < MINUTE_S) return say(words.seconds, { n: seconds });
    if (seconds % DAY_S === 0) return say(words.days, { n: seconds / DAY_S });
    return duration(seconds);
  };
  const query = useQuery({ queryKey: securityKeys.rules, queryFn: security.rules });
  return (
    <Loaded query={query}>
      {(rules) => {
        const filling = {
          ...rules,
          ...Object.fromEntries(SPANS.map((name) => [name, span(rules[`${name}_s`] ?? 0)])),
        };
        return (
          <Card>
            <p className="c-page__note m-note">{say(words.rulesHelp)}</p>
            <Descriptions
              column={1}
              items={ruleWords.map(({ title, text }) => ({
                key: title.en,
                label: say(title),
                children: say(text, filling),
              }))}
            />
          </Card>
        );
      }}
    </Loaded>
  );
}
