import { useSay } from "@sortie/ui/language.ts";
import { Table, type TableColumnsType } from "antd";
import type { Checked, CheckedLine } from "./api.ts";
import { importWords as words } from "./words.ts";

interface CheckedLinesProps {
  columns: Checked["columns"];
  lines: CheckedLine[];
}

const problemOf = (line: CheckedLine, key: string): string =>
  line.problems.flatMap((one) => (one.field === key ? one.detail : [])).join(" ");

/** The sheet as sent, each problem in the very cell it is about. */
export function CheckedLines({ columns, lines }: CheckedLinesProps) {
  const say = useSay();
  const known = new Set(columns.map((column) => column.key));
  const shown: TableColumnsType<CheckedLine> = [
    { key: "row", title: say(words.line), dataIndex: "row", fixed: "left", width: 64 },
    {
      key: "result",
      title: say(words.result),
      width: 190,
      render: (_cell, line) => <Verdict line={line} known={known} />,
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
    <Table<CheckedLine>
      rowKey="row"
      size="small"
      className="im-lines"
      dataSource={lines}
      columns={shown}
      pagination={lines.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      scroll={{ x: "max-content" }}
      rowClassName={(line) => `im-line--${line.kind}`}
    />
  );
}

function Verdict({ line, known }: { line: CheckedLine; known: Set<string> }) {
  const say = useSay();
  if (line.kind === "ok") return <span className="im-ok">{say(words.fine)}</span>;
  if (line.kind === "skipped")
    return <span className="d-muted">{say(words.before, { number: line.number })}</span>;
  const whole = line.problems.filter((one) => !known.has(one.field)).map((one) => one.detail);
  return <span className="im-bad">{whole.length > 0 ? whole.join(" ") : say(words.willFail)}</span>;
}
