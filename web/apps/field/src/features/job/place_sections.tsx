import { Card } from "@sortie/ui/card.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts, List, ListItem } from "@sortie/ui/list.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import type { Job } from "../../kit/field_api.ts";
import { PhotoRow } from "../../kit/photos.tsx";
import { Reach, readablePhone } from "../../kit/reach.tsx";
import { words } from "./words.ts";

export function PlaceSection({ job }: { job: Job }) {
  const say = useSay();
  const { moment, time } = useFormats();
  const { order, place } = job;
  const named = order.contact_name === place.customer_name ? null : order.contact_name;
  const person = [named, order.contact_phone ? readablePhone(order.contact_phone) : null]
    .filter(Boolean)
    .join(" · ");
  return (
    <Card
      title={place.customer_name ?? say(words.place)}
      footer={<Reach phone={order.contact_phone} links={job.navigation} address={order.address_text} />}
    >
      <Stack>
        <p>{order.address_text}</p>
        {person ? <p className="m-faint">{person}</p> : null}
        {order.window_start && order.window_end ? (
          <p className="m-faint">
            {say(words.window)} {moment(order.window_start)} – {time(order.window_end)}
          </p>
        ) : null}
        {place.access_notes ? (
          <p className="m-access">
            <strong>{say(words.access)}</strong> {place.access_notes}
          </p>
        ) : null}
        <PhotoRow ids={place.site_photos ?? []} label={say(words.sitePhoto)} />
      </Stack>
    </Card>
  );
}

export function FaultSection({ job: { order } }: { job: Job }) {
  const say = useSay();
  const photos = (order.photos ?? []).map((one) => (typeof one === "string" ? one : one.id));
  return (
    <Card title={say(words.fault)}>
      <Stack>
        <p className="m-text">{order.description || say(words.noDescription)}</p>
        <PhotoRow ids={photos} label={say(words.photo)} />
      </Stack>
    </Card>
  );
}

export function AssetSection({ job }: { job: Job }) {
  const say = useSay();
  const { date } = useFormats();
  const { place, order, history } = job;
  if (!place.asset_id) return null;
  const until = place.warranty_until ? say(words.until, { date: date(place.warranty_until) }) : "";
  return (
    <Card title={`${say(words.asset)} · ${place.asset_name ?? place.asset_number}`}>
      <Facts>
        {place.model ? <Fact label={say(words.model)}>{place.model}</Fact> : null}
        {place.serial ? <Fact label={say(words.serial)}>{place.serial}</Fact> : null}
        {order.in_warranty || until ? (
          <Fact label={say(words.warranty)}>
            {[order.in_warranty ? say(words.inWarranty) : "", until].filter(Boolean).join(" ")}
          </Fact>
        ) : null}
      </Facts>
      {history.length > 0 ? (
        <List label={say(words.history)}>
          {history.map((one) => (
            <ListItem
              key={one.id}
              title={one.subject}
              note={[one.number, one.finished_at ? date(one.finished_at) : "", one.outcome]
                .filter(Boolean)
                .join(" · ")}
            />
          ))}
        </List>
      ) : null}
    </Card>
  );
}
