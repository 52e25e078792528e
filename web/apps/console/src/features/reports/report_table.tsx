import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Table } from "antd";
import { cellText, compare, isFigure } from "./report_cells.ts";
import type { Report, ReportRow } from "./reports_api.ts";
import { reportWords as words } from "./words.ts";

const PAGE = 50;

export function ReportTable({ report, loading }: { report: Report; loading: boolean }) {
  const say = useSay();
  const formats = useFormats();
  const rows = report.rows.map((row, index) => ({ ...row, rowNumber: index }) as ReportRow);
  return (
    <Table<ReportRow>
      className="t-table"
      rowKey="rowNumber"
      size="small"
      loading={loading}
      scroll={{ x: "max-content" }}
      dataSource={rows}
      pagination={rows.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
      showSorterTooltip={false}
      columns={report.columns.map((column, index) => ({
        key: column.key,
        title: say(column.label),
        align: isFigure(column.type) ? "right" : "left",
        fixed: index === 0 ? "left" : undefined,
        sorter: (a, b) => compare(a[column.key], b[column.key]),
        render: (_value, row) => cellText(row[column.key], column.type, formats),
      }))}
      summary={() => (
        <Table.Summary fixed>
          <Table.Summary.Row className="t-total">
            {report.columns.map((column, index) => (
              <Table.Summary.Cell
                key={column.key}
                index={index}
                align={isFigure(column.type) ? "right" : "left"}
              >
                {index === 0
                  ? say(words.total)
                  : isFigure(column.type)
                    ? cellText(report.totals[column.key], column.type, formats)
                    : ""}
              </Table.Summary.Cell>
            ))}
          </Table.Summary.Row>
        </Table.Summary>
      )}
    />
  );
}
