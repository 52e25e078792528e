import type { Say } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import type { TableColumnType } from "antd";
import type { OrderBrief } from "../desk/api.ts";
import { PriorityTag, SlaMark, StateTag, Window } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";
import { queueWords as words } from "./words.ts";

function order(sort: string, field: string): "ascend" | "descend" | null {
  return sort === field ? "ascend" : sort === `-${field}` ? "descend" : null;
}

/** What a dispatcher reads of each order, most telling first. */
export function queueColumns(sort: string, withState: boolean, say: Say): TableColumnType<OrderBrief>[] {
  const columns: (TableColumnType<OrderBrief> | null)[] = [
    {
      key: "number",
      title: say(words.order),
      width: 236,
      sorter: true,
      sortOrder: order(sort, "number"),
      render: (_, row) => (
        <div className="q-order">
          <Link to="/orders/$id" params={{ id: row.id }} onClick={(event) => event.stopPropagation()}>
            {row.subject}
          </Link>
          <span className="d-muted">
            {row.number}
            {Number(row.rework_count) > 0 ? ` · ${say(words.reworked, { n: Number(row.rework_count) })}` : ""}
          </span>
        </div>
      ),
    },
    {
      key: "priority",
      title: say(deskWords.priority),
      width: 84,
      render: (_, row) => <PriorityTag priority={row.priority} />,
    },
    withState
      ? {
          key: "state",
          title: say(words.state),
          width: 100,
          render: (_, row) => <StateTag state={row.state} />,
        }
      : null,
    {
      key: "finish_due",
      title: say(words.sla),
      width: 190,
      sorter: true,
      sortOrder: order(sort, "finish_due"),
      render: (_, row) => <SlaMark order={row} />,
    },
    {
      key: "window_start",
      title: say(words.wanted),
      width: 170,
      sorter: true,
      sortOrder: order(sort, "window_start"),
      render: (_, row) => <Window start={row.window_start} end={row.window_end} />,
    },
    {
      key: "address_text",
      title: say(words.place),
      width: 240,
      ellipsis: true,
      render: (_, row) => row.address_text ?? "—",
    },
    {
      key: "engineers",
      title: say(deskWords.engineer),
      width: 110,
      ellipsis: true,
      render: (_, row) =>
        row.engineers.length > 0 ? (
          row.engineers.map((one) => one.title).join(" ")
        ) : (
          <span className="d-muted">{say(deskWords.nobody)}</span>
        ),
    },
  ];
  return columns.filter((column) => column !== null);
}
