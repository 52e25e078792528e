import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Card, Empty, Popconfirm, Switch } from "antd";
import { useState } from "react";
import { useDoing } from "../../kit/doing.tsx";
import { type Checked, type Service, security, securityKeys } from "./security_api.ts";
import { ServiceDialog } from "./security_service_dialog.tsx";
import { securityWords as words } from "./security_words.ts";

const again = { keys: [securityKeys.services] };

/** The company's own sign-in services: made, changed, tried, put out of use. */
export function Services() {
  const say = useSay();
  const list = useQuery({ queryKey: securityKeys.services, queryFn: security.services });
  const [shown, setShown] = useState<Service | "new" | null>(null);
  return (
    <Card
      extra={
        <Button type="primary" onClick={() => setShown("new")}>
          {say(words.newService)}
        </Button>
      }
      title={say(words.services)}
    >
      <p className="c-page__note">{say(words.serviceHelp)}</p>
      <Loaded query={list}>
        {(rows) => (
          <>
            {rows.length === 0 ? (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noService)} />
            ) : (
              rows.map((row) => <ServiceLine key={row.id} service={row} onEdit={() => setShown(row)} />)
            )}
            {shown ? (
              <ServiceDialog
                service={shown === "new" ? null : shown}
                taken={rows.map((row) => row.code)}
                onClose={() => setShown(null)}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function ServiceLine({ service, onEdit }: { service: Service; onEdit: () => void }) {
  const say = useSay();
  const { busy, run } = useDoing();
  const [checked, setChecked] = useState<Checked | null>(null);
  const { id, callback: _callback, ...form } = service;
  return (
    <>
      <div className="m-line">
        <span>
          <strong>{service.name}</strong> <span className="c-page__note">{service.issuer}</span>
        </span>
        <span className="c-bar">
          <span className="c-page__note">{say(service.enabled ? words.enabled : words.disabled)}</span>
          <Switch
            checked={service.enabled}
            loading={busy}
            aria-label={`${service.name} ${say(words.enabled)}`}
            onChange={(enabled) =>
              void run((key) => security.saveService({ ...form, enabled }, key), {
                done: say(words.saved),
                ...again,
              })
            }
          />
          <Button
            size="small"
            loading={busy}
            onClick={() => void run(async () => setChecked(await security.checkService(id)))}
          >
            {say(words.check)}
          </Button>
          <Button size="small" onClick={onEdit}>
            {say(words.edit)}
          </Button>
          <Popconfirm
            title={say(words.removeAsk, { name: service.name })}
            onConfirm={() =>
              void run((key) => security.removeService(id, key), { done: say(words.removed), ...again })
            }
          >
            <Button size="small" type="text" danger>
              {say(words.remove)}
            </Button>
          </Popconfirm>
        </span>
      </div>
      {checked ? (
        <Alert
          showIcon
          type={checked.ok ? "success" : "error"}
          closable={{ onClose: () => setChecked(null) }}
          title={checked.ok ? say(words.checkOk, { count: checked.keys }) : say(words.checkBad)}
          description={checked.detail || undefined}
        />
      ) : null}
    </>
  );
}
