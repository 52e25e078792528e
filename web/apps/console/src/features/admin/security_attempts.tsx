import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Empty, Input, Select, Table, Tag } from "antd";
import { useState } from "react";
import { type Attempt, security, securityKeys } from "./security_api.ts";
import { methodWords, outcomeWords, securityWords as words } from "./security_words.ts";

const PAGE = 50;

/** Refused tries to sign in, newest first, by login, address or outcome. */
export function Attempts() {
  const say = useSay();
  const { datetime } = useFormats();
  const [q, setQ] = useState("");
  const [outcome, setOutcome] = useState<string>();
  const list = useInfiniteQuery({
    queryKey: [...securityKeys.attempts, q, outcome],
    queryFn: ({ pageParam }) => security.attempts({ q, outcome, before: pageParam, limit: PAGE }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.at : undefined),
  });
  return (
    <div className="m-stack">
      <div className="c-bar">
        <Input.Search
          className="m-search"
          allowClear
          aria-label={say(words.find)}
          placeholder={say(words.find)}
          onSearch={(text) => setQ(text.trim())}
        />
        <Select
          className="m-filter"
          allowClear
          aria-label={say(words.outcome)}
          placeholder={say(words.allOutcomes)}
          value={outcome}
          onChange={setOutcome}
          options={Object.entries(outcomeWords).map(([value, label]) => ({ value, label: say(label) }))}
        />
      </div>
      <Loaded query={{ ...list, data: list.data?.pages.flat() }}>
        {(rows) => (
          <Table<Attempt>
            rowKey={(row) => `${row.at} ${row.login} ${row.ip}`}
            size="middle"
            pagination={false}
            scroll={{ x: "max-content" }}
            dataSource={rows}
            locale={{
              emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noAttempts)} />,
            }}
            columns={[
              { key: "at", title: say(words.at), render: (_v, row) => datetime(row.at) },
              { key: "login", title: say(words.login), dataIndex: "login" },
              {
                key: "outcome",
                title: say(words.outcome),
                render: (_v, row) => (
                  <Tag color={row.outcome === "locked" ? "error" : "default"}>
                    {say(outcomeWords[row.outcome] ?? { zh: row.outcome, en: row.outcome })}
                  </Tag>
                ),
              },
              {
                key: "method",
                title: say(words.method),
                render: (_v, row) => say(methodWords[row.method] ?? { zh: row.method, en: row.method }),
              },
              { key: "ip", title: say(words.ip), dataIndex: "ip" },
            ]}
            footer={
              list.hasNextPage
                ? () => (
                    <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                      {say(words.more)}
                    </Button>
                  )
                : undefined
            }
          />
        )}
      </Loaded>
    </div>
  );
}
