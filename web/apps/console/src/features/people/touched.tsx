import { get } from "@sortie/client/transport.ts";
import type { Wire } from "@sortie/client/wire.ts";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import { peopleWords as words } from "./words.ts";

type Appointment = Pick<Wire<"TouchedAppointment">, "id" | "number" | "work_order" | "planned_start">;

/** The appointments inside a leave: whoever approves it sees what is left to others. */
export function Touched({ leave, decided }: { leave: string; decided: boolean }) {
  const say = useSay();
  const { moment } = useFormats();
  const found = useQuery({
    queryKey: ["records", "leave", leave, "appointments"],
    queryFn: ({ signal }) =>
      get<Appointment[]>(`/api/v1/people/leaves/${leave}/appointments`, undefined, signal),
  }).data;
  if (!found || found.length === 0) return null;
  return (
    <Alert
      type="warning"
      title={say(decided ? words.toReassign : words.touched, { count: found.length })}
      description={
        <ul className="p-papers">
          {found.map((one) => (
            <li key={one.id}>
              <Link to="/records/$object/$id" params={{ object: "appointment", id: one.id }}>
                {one.number ?? one.work_order?.title ?? "—"}
              </Link>{" "}
              {one.planned_start ? moment(one.planned_start) : ""}
            </li>
          ))}
        </ul>
      }
    />
  );
}
