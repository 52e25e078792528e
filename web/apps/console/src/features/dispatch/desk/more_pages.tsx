import { useSay } from "@sortie/ui/language.ts";
import { Button } from "antd";

const words = {
  more: { zh: "加载更多", en: "Load more" },
  end: { zh: "已全部显示", en: "That is all" },
} as const;

interface Growing {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The foot of a list that grows along its cursor. */
export function MorePages({ list }: { list: Growing }) {
  const say = useSay();
  return (
    <div className="q-foot">
      {list.hasNextPage ? (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {say(words.more)}
        </Button>
      ) : (
        <span className="d-muted">{say(words.end)}</span>
      )}
    </div>
  );
}
