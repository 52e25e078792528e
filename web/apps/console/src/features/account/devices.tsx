import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Tag } from "antd";
import { useDoing } from "../../kit/doing.tsx";
import { account, accountKeys } from "./api.ts";
import { accountWords as words } from "./words.ts";

/** Every session of mine, and the way to end one from afar. */
export function Devices() {
  const say = useSay();
  const { moment, ago } = useFormats();
  const list = useQuery({ queryKey: accountKeys.devices, queryFn: account.devices });
  const { busy, run } = useDoing();
  const then = { done: say(words.signedOut), keys: [accountKeys.devices] };
  return (
    <Card
      className="a-narrow"
      title={say(words.devices)}
      extra={
        (list.data?.length ?? 0) > 1 ? (
          <Button danger loading={busy} onClick={() => void run(() => account.signOutOthers(), then)}>
            {say(words.signOutAll)}
          </Button>
        ) : null
      }
    >
      <Loaded query={list}>
        {(rows) => (
          <ul className="a-list">
            {rows.map((row) => (
              <li key={row.id}>
                <div className="a-list__what">
                  <strong>
                    {browserOf(row.device)}{" "}
                    {row.current ? <Tag color="success">{say(words.thisOne)}</Tag> : null}
                  </strong>
                  <span>
                    {say(words.signedInAt, {
                      when: moment(row.created_at),
                      seen: ago(row.last_seen_at),
                      ip: row.ip,
                    })}
                  </span>
                </div>
                {row.current ? null : (
                  <Button onClick={() => void run(() => account.signOutDevice(row.id), then)}>
                    {say(words.signOut)}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

/** A user agent's long line as «Chrome · Linux»; anything else as it is. */
export function browserOf(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|HarmonyOS|Linux)/.exec(agent)?.[1];
  if (!browser && !system) return agent || "—";
  const name = browser === "Edg" ? "Edge" : browser === "OPR" ? "Opera" : browser;
  return [name, system === "Mac OS X" ? "macOS" : system].filter(Boolean).join(" · ");
}
