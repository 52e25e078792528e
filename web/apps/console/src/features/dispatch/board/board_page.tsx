import { useRecords } from "@sortie/client/queries.ts";
import { ErrorState } from "@sortie/ui/error_state.tsx";
import { dayOf } from "@sortie/ui/format.ts";
import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, DatePicker, Segmented, Select, Tooltip } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useMemo } from "react";
import { ConsolePage } from "../../../kit/page.tsx";
import { OrderDrawer } from "../desk/order_preview.tsx";
import "../desk/desk.css";
import { useBoard } from "../desk/queries.ts";
import "./board.css";
import { datesOf, hoursOf, type SpanName, scaleOf, shiftDay } from "./scale.ts";
import { boardWords as words } from "./words.ts";

// Drag and drop is only fetched with the board.
const DragBoard = lazy(() => import("./drag_board.tsx"));
const MANY = 200;

/** People × time, and what waits: plan by hand. */
export function BoardPage() {
  const say = useSay();
  const navigate = useNavigate({ from: "/board" });
  const search = useSearch({ from: "/board" });
  const today = dayOf(new Date());
  const day = /^\d{4}-\d\d-\d\d$/.test(search.day ?? "") ? (search.day ?? today) : today;
  const span: SpanName = search.span ?? "day";
  const asked = useMemo(() => scaleOf(day, span, [0, 24]), [day, span]);
  const board = useBoard(asked.start, asked.end, search.area ?? null);
  const areas = useRecords("service_area", { fields: ["name"], limit: MANY });
  const scale = useMemo(
    () =>
      scaleOf(
        day,
        span,
        hoursOf(board.data?.engineers ?? [], board.data?.appointments ?? [], datesOf(day, span)),
      ),
    [board.data, day, span],
  );
  const go = (change: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <ConsolePage
      title={say(words.title)}
      note={
        <Tooltip title={say(words.dragHelp)}>
          <Button
            type="text"
            size="small"
            icon={<Icon name="info" size={16} />}
            aria-label={say(words.dragHelp)}
          />
        </Tooltip>
      }
      actions={
        <>
          <Select
            className="b-area"
            allowClear
            aria-label={say(words.allAreas)}
            placeholder={say(words.allAreas)}
            value={search.area ?? null}
            options={areas.rows.map((row) => ({ value: row.id, label: String(row.values.name ?? "") }))}
            onChange={(area) => go({ area: area ?? undefined })}
          />
          <Segmented
            aria-label={say(words.span)}
            value={span}
            options={[
              { value: "day", label: say(words.day) },
              { value: "3days", label: say(words.days3) },
              { value: "week", label: say(words.week) },
            ]}
            onChange={(next) => go({ span: next as SpanName })}
          />
          <Button
            aria-label={say(words.before)}
            icon={<Icon name="back" size={16} />}
            onClick={() => go({ day: shiftDay(day, span, -1) })}
          />
          <DatePicker
            allowClear={false}
            value={dayjs(day)}
            aria-label={say(words.day)}
            onChange={(next) => go({ day: next ? next.format("YYYY-MM-DD") : undefined })}
          />
          <Button
            aria-label={say(words.after)}
            icon={<Icon name="forward" size={16} />}
            onClick={() => go({ day: shiftDay(day, span, 1) })}
          />
          <Button disabled={day === today} onClick={() => go({ day: undefined })}>
            {say(words.today)}
          </Button>
        </>
      }
    >
      {board.isError && !board.data ? (
        <ErrorState error={board.error} onRetry={() => void board.refetch()} />
      ) : board.data ? (
        <Suspense fallback={<Skeleton rows={6} />}>
          <DragBoard
            board={board.data}
            scale={scale}
            span={span}
            area={search.area ?? null}
            open={search.open ?? null}
            onOpen={(id) => go({ open: id })}
          />
        </Suspense>
      ) : (
        <Skeleton rows={8} height={56} />
      )}
      <OrderDrawer id={search.open ?? null} onClose={() => go({ open: undefined })} />
    </ConsolePage>
  );
}
