import { Button } from "@sortie/ui/button.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { List, ListItem } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Stack } from "@sortie/ui/page.tsx";
import { goBack } from "@sortie/ui/router.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { PasswordForm } from "../../kit/password_form.tsx";
import { account, accountKeys, type Device } from "./account_api.ts";
import { PasskeysSection } from "./passkeys_section.tsx";
import { TotpSection } from "./totp_section.tsx";
import { words } from "./words.ts";

export function AccountPage() {
  const say = useSay();
  const [changing, setChanging] = useState(false);
  return (
    <Page nav={<NavBar title={say(words.account)} onBack={() => goBack("/me")} />}>
      <Stack>
        <List>
          <ListItem title={say(words.password)} onPress={() => setChanging(true)} />
        </List>
        <TotpSection />
        <PasskeysSection />
        <Devices />
        {changing ? (
          <Sheet open onClose={() => setChanging(false)} title={say(words.password)}>
            <PasswordForm
              onDone={() => {
                setChanging(false);
                toast(say(words.passwordSaved));
              }}
            />
          </Sheet>
        ) : null}
      </Stack>
    </Page>
  );
}

function Devices() {
  const say = useSay();
  const client = useQueryClient();
  const { busy, run } = useDoing();
  const devices = useQuery({
    queryKey: accountKeys.devices,
    queryFn: ({ signal }) => account.devices(signal),
  });
  const end = async (one: Device | null): Promise<void> => {
    const done = await run(one?.id ?? "others", async (key) => {
      if (one) await account.endDevice(one.id, key);
      else await account.endOthers(key);
      return true;
    });
    if (done) toast(say(words.ended));
    void client.invalidateQueries({ queryKey: accountKeys.devices });
  };
  return (
    <Loaded query={devices}>
      {(all) => (
        <Stack>
          <List label={say(words.devices)}>
            {all.map((one) => (
              <DeviceRow key={one.id} device={one} busy={busy} onEnd={() => void end(one)} />
            ))}
          </List>
          {all.length > 1 ? (
            <Button kind="danger" block busy={busy} onClick={() => void end(null)}>
              {say(words.endOthers)}
            </Button>
          ) : null}
        </Stack>
      )}
    </Loaded>
  );
}

function DeviceRow({ device, busy, onEnd }: { device: Device; busy: boolean; onEnd: () => void }) {
  const say = useSay();
  const { ago } = useFormats();
  return (
    <ListItem
      title={device.device.slice(0, 60)}
      note={`${device.ip} · ${say(words.lastSeen, { time: ago(device.last_seen_at) })}`}
      after={
        device.current ? (
          <Tag tone="green">{say(words.thisDevice)}</Tag>
        ) : (
          <Button size="s" disabled={busy} onClick={onEnd}>
            {say(words.end)}
          </Button>
        )
      }
    />
  );
}
