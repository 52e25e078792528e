import { records } from "@sortie/client/records.ts";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page } from "@sortie/ui/page.tsx";
import { goBack, navigate } from "@sortie/ui/router.tsx";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { words } from "./words.ts";

/** A message speaks of an order; the phone works by visits: on to my latest one of it. */
export function JobOfOrder({ id }: { id: string }) {
  const say = useSay();
  const visit = useQuery({
    queryKey: ["records", "appointment", "of", id],
    queryFn: async ({ signal }) => {
      const filter = {
        and: [
          { field: "work_order", op: "eq", value: id },
          { field: "engineer", op: "is_me" },
        ],
      };
      const page = await records.list(
        "appointment",
        { filter, fields: ["number"], sort: "-created_at", limit: 1 },
        signal,
      );
      return page.records[0]?.id ?? null;
    },
  });
  const found = visit.data;
  useEffect(() => {
    if (found) navigate(`/jobs/${found}`, { replace: true });
  }, [found]);
  return (
    <Page nav={<NavBar title={say(words.title)} onBack={() => goBack("/messages")} />}>
      <Loaded query={visit}>
        {(one) => (one ? null : <Empty icon="orders" text={say(words.notMine)} />)}
      </Loaded>
    </Page>
  );
}
