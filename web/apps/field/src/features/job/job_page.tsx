import { Button } from "@sortie/ui/button.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Banner, Page, Row, Stack } from "@sortie/ui/page.tsx";
import { PullToRefresh } from "@sortie/ui/pull_to_refresh.tsx";
import { goBack } from "@sortie/ui/router.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { useState } from "react";
import type { Job } from "../../kit/field_api.ts";
import { useJob } from "../../kit/field_queries.ts";
import { SlaCountdown } from "../../kit/sla_countdown.tsx";
import { PriorityTag, StateTag } from "../../kit/visit_state.tsx";
import { ActionBar } from "./action_bar.tsx";
import { AsideMenu } from "./aside_menu.tsx";
import "./job.css";
import { nextStep } from "./next_step.ts";
import { NotesSection } from "./notes_section.tsx";
import { AssetSection, FaultSection, PlaceSection } from "./place_sections.tsx";
import { ProgressSection } from "./progress_section.tsx";
import { words } from "./words.ts";
import { PartsSection, StepsSection } from "./work_sections.tsx";

/** One visit: what, where, how far along; the next step at the thumb. */
export function JobPage({ id }: { id: string }) {
  const say = useSay();
  const job = useJob(id);
  const [menu, setMenu] = useState(false);
  const here = job.data;
  return (
    <Page
      nav={
        <NavBar
          title={here?.order.number ?? say(words.title)}
          onBack={() => goBack("/")}
          right={
            here ? (
              <Button kind="quiet" aria-label={say(words.more)} onClick={() => setMenu(true)}>
                {say(words.moreShort)}
              </Button>
            ) : null
          }
        />
      }
      footer={here && nextStep(here).do !== "nothing" ? <ActionBar job={here} /> : null}
    >
      <PullToRefresh onRefresh={() => job.refetch()}>
        <Loaded query={job} rows={5}>
          {(loaded) => (
            <Stack>
              <Head job={loaded} />
              <PlaceSection job={loaded} />
              <FaultSection job={loaded} />
              <StepsSection job={loaded} />
              <PartsSection job={loaded} />
              <AssetSection job={loaded} />
              <NotesSection order={loaded.order.id} />
              <ProgressSection job={loaded} />
            </Stack>
          )}
        </Loaded>
      </PullToRefresh>
      {here && menu ? <AsideMenu job={here} onClose={() => setMenu(false)} /> : null}
    </Page>
  );
}

function Head({ job }: { job: Job }) {
  const say = useSay();
  const { moment, time } = useFormats();
  const { appointment, order, place } = job;
  const word = job.acceptances.at(-1);
  return (
    <section className="m-head">
      <Row between>
        <Row>
          <StateTag state={appointment.state} order={order.state} />
          <PriorityTag priority={order.priority} />
          {Number(order.rework_count) > 0 ? (
            <Tag tone="red">{say(words.rework, { n: Number(order.rework_count) })}</Tag>
          ) : null}
        </Row>
        <SlaCountdown
          state={appointment.state}
          respond_by={appointment.respond_by}
          arrive_due={order.arrive_due}
          finish_due={order.finish_due}
          sla_left_s={order.sla_left_s}
        />
      </Row>
      <h2>{order.subject}</h2>
      <p className="m-head__when">
        {moment(appointment.planned_start)} – {time(appointment.planned_end)}
        {place.work_type_name ? ` · ${place.work_type_name}` : ""}
      </p>
      {word?.result === "refused" ? (
        <Banner tone="danger">{say(words.customerRefused, { reason: word.reason ?? "" })}</Banner>
      ) : null}
      {word?.result === "accepted" ? <Banner tone="done">{say(words.customerAccepted)}</Banner> : null}
    </section>
  );
}
