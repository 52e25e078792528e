import { ApiError } from "@sortie/client/problem.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Countdown } from "@sortie/ui/countdown.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page, Row, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh, RefreshButton } from "@sortie/ui/pull_to_refresh.tsx";
import { goBack, navigate } from "@sortie/ui/router.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useQueryClient } from "@tanstack/react-query";
import { useDoing } from "../../kit/doing.ts";
import { fieldApi, type Offer } from "../../kit/field_api.ts";
import { fieldKeys, keepJob, useOffers } from "../../kit/field_queries.ts";
import { PriorityTag } from "../../kit/visit_state.tsx";
import { words } from "./words.ts";

/** What stands open to me: first come, first served, and an honest word when it is gone. */
export function OffersPage() {
  const say = useSay();
  const offers = useOffers();
  return (
    <Page
      nav={
        <NavBar
          title={say(words.title)}
          onBack={() => goBack("/")}
          right={<RefreshButton onRefresh={() => offers.refetch()} />}
        />
      }
    >
      <PullToRefresh onRefresh={() => offers.refetch()}>
        <Loaded query={offers}>
          {(list) =>
            list.length === 0 ? (
              <Empty icon="orders" text={say(words.empty)}>
                <p>{say(words.emptyNote)}</p>
              </Empty>
            ) : (
              <Stack>
                {list.map((offer) => (
                  <OfferCard key={offer.id} offer={offer} />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </PullToRefresh>
    </Page>
  );
}

function OfferCard({ offer }: { offer: Offer }) {
  const say = useSay();
  const client = useQueryClient();
  const { moment, time, distance, duration, money } = useFormats();
  const { busy, run } = useDoing();
  const take = async (): Promise<void> => {
    const job = await run(
      offer.id,
      (key) => fieldApi.take(offer.id, key),
      (error) => {
        void client.invalidateQueries({ queryKey: fieldKeys.offers });
        const late = error instanceof ApiError && error.code === "offer.taken";
        if (late) toast(say(words.late), "danger");
        return late;
      },
    );
    if (!job) return;
    toast(say(words.taken));
    await keepJob(client, job);
    void client.invalidateQueries({ queryKey: fieldKeys.offers });
    navigate(`/jobs/${job.appointment.id}`, { replace: true });
  };
  return (
    <Card
      tone="accent"
      title={offer.subject}
      action={
        <Row wrap={false}>
          <PriorityTag priority={offer.priority} />
          <Countdown until={offer.closes_at} />
        </Row>
      }
      footer={
        <Button kind="primary" size="l" busy={busy} onClick={() => void take()}>
          {say(words.take)}
        </Button>
      }
    >
      <Stack>
        <p>
          {offer.address_text}
          {offer.distance_m === null ? "" : ` · ${say(words.away, { distance: distance(offer.distance_m) })}`}
        </p>
        {offer.window_start && offer.window_end ? (
          <p>
            {moment(offer.window_start)} – {time(offer.window_end)}
            {offer.duration ? ` · ${say(words.about, { time: duration(offer.duration) })}` : ""}
          </p>
        ) : null}
        {offer.earning ? <p>{say(words.earning, { money: money(offer.earning) })}</p> : null}
        <p className="m-faint">{say(words.coarse)}</p>
      </Stack>
    </Card>
  );
}
