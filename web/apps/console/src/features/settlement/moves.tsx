import { movesFrom, type ObjectMeta, type TransitionMeta } from "@sortie/client/metadata.ts";
import { type Row, records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Button } from "antd";
import { useReason } from "../../kit/asking.tsx";
import { useDoing } from "../../kit/doing.tsx";

/** The state machine's moves from here that this reader may make. */
export function Moves({ object, row }: { object: ObjectMeta; row: Row }) {
  const say = useSay();
  const ask = useReason();
  const { busy, run } = useDoing();
  const take = async (move: TransitionMeta): Promise<void> => {
    const reason = move.needs_reason ? await ask(say(move.label)) : null;
    if (move.needs_reason && !reason) return;
    await run(
      (key) =>
        records.command(object.name, row.id, move.command, {
          key,
          version: row.version,
          ...(reason ? { reason } : {}),
        }),
      { done: say(move.label), objects: [object.name, "work_order"] },
    );
  };
  return (
    <>
      {movesFrom(object, String(row.values.state)).map((move, index) => (
        <Button
          key={move.command}
          type={index === 0 && !move.needs_reason ? "primary" : "default"}
          danger={move.needs_reason}
          loading={busy}
          onClick={() => void take(move)}
        >
          {say(move.label)}
        </Button>
      ))}
    </>
  );
}
