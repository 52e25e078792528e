import { useRecords } from "@sortie/client/queries.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { Button, Empty } from "antd";
import { pageWords as words } from "./words.ts";

const DIALLED = /^[+\d][\d\s-]*$/;

/** The customer's people, each with the ways to reach them. */
export function Contacts({ customer }: { customer: string }) {
  const say = useSay();
  const list = useRecords("contact", {
    filter: { field: "customer", op: "eq", value: customer },
    fields: ["name", "phone", "email", "position", "is_primary"],
    sort: "-is_primary",
    limit: 30,
  });
  return (
    <Loaded query={{ ...list, data: list.data }}>
      {() =>
        list.rows.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.none)} />
        ) : (
          <ul className="k-list">
            {list.rows.map(({ id, values }) => {
              const phone = String(values.phone ?? "");
              return (
                <li key={id}>
                  <span>
                    <strong>{String(values.name ?? "")}</strong>{" "}
                    {values.is_primary ? <Tag tone="open">{say(words.primary)}</Tag> : null}
                    <span className="k-note">{String(values.position ?? "")}</span>
                  </span>
                  <span className="k-ways">
                    {DIALLED.test(phone) ? (
                      <Button
                        size="small"
                        href={`tel:${phone.replace(/[\s-]/g, "")}`}
                        icon={<Icon name="phone" size={14} />}
                      >
                        {phone}
                      </Button>
                    ) : (
                      phone
                    )}
                    {values.email ? (
                      <Button size="small" href={`mailto:${String(values.email)}`}>
                        {String(values.email)}
                      </Button>
                    ) : null}
                  </span>
                </li>
              );
            })}
          </ul>
        )
      }
    </Loaded>
  );
}
