import { useSay } from "@sortie/ui/language.ts";
import { Table, type TableColumnsType } from "antd";
import { useNarrow } from "../desk/narrow.ts";
import type { Checked, CheckedLine } from "./api.ts";
import { importWords as words } from "./words.ts";

const MOST_SHOWN = 6;
const PAGE = 50;

interface CheckedLinesProps {
  columns: Checked["columns"];
  lines: CheckedLine[];
}

const problemOf = (line: CheckedLine, key: string): string =>
  line.problems.flatMap((one) => (one.field === key ? one.detail : [])).join(" ");

/** The sheet as sent, each problem in the very cell it is about. */
export function CheckedLines({ columns, lines }: CheckedLinesProps) {
  const say = useSay();
  const narrow = useNarrow();
  if (narrow) return <LineCards columns={columns} lines={lines} />;
  const shown: TableColumnsType<CheckedLine> = [
    { key: "row", title: say(words.line), dataIndex: "row", width: 64 },
    {
      key: "result",
      title: say(words.result),
      width: 190,
      render: (_cell, line) => <Verdict line={line} columns={columns} />,
    },
    ...columns.map((column) => ({
      key: column.key,
      title: `${column.label}${column.required ? " *" : ""}`,
      render: (_cell: unknown, line: CheckedLine) => {
        const wrong = problemOf(line, column.key);
        return (
          <div className={wrong ? "im-cell im-cell--bad" : "im-cell"}>
            <span>{line.cells[column.key] ?? (wrong ? "—" : "")}</span>
            {wrong ? <small>{wrong}</small> : null}
          </div>
        );
      },
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard too
    <section className="im-scroll" tabIndex={0} aria-label={say(words.result)}>
      <Table<CheckedLine>
        rowKey="row"
        size="small"
        className="im-lines"
        dataSource={lines}
        columns={shown}
        pagination={lines.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
        rowClassName={(line) => `im-line--${line.kind}`}
      />
    </section>
  );
}

interface VerdictProps {
  line: CheckedLine;
  columns: Checked["columns"];
}

/** What becomes of the row; for a problem, the columns it is in, or its own words when it is in none. */
function Verdict({ line, columns }: VerdictProps) {
  const say = useSay();
  if (line.kind === "ok") return <span className="im-ok">{say(words.fine)}</span>;
  if (line.kind === "skipped")
    return <span className="d-muted">{say(words.before, { number: line.number })}</span>;
  const where = line.problems.map(
    (one) => columns.find((column) => column.key === one.field)?.label ?? one.detail,
  );
  return <span className="im-bad">{[...new Set(where)].join(" · ") || say(words.willFail)}</span>;
}

/** The same on a phone: a card a row, its problems in words. */
function LineCards({ columns, lines }: CheckedLinesProps) {
  const say = useSay();
  return (
    <ul className="im-cards">
      {lines.map((line) => (
        <li key={line.row} className="im-card">
          <strong>
            {say(words.line)} {line.row}
          </strong>
          <Verdict line={line} columns={columns} />
          <span>
            {columns
              .flatMap((column) => line.cells[column.key] ?? [])
              .slice(0, MOST_SHOWN)
              .join(" · ")}
          </span>
          {line.problems.map((one) => (
            <span key={`${one.field} ${one.detail}`} className="im-bad">
              {one.detail}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
