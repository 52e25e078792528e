import { records } from "@sortie/client/records.ts";
import { Button } from "@sortie/ui/button.tsx";
import { ask } from "@sortie/ui/dialog.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { Input } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Row, Stack } from "@sortie/ui/page.tsx";
import { Segmented } from "@sortie/ui/segmented.tsx";
import { Sheet } from "@sortie/ui/sheet.tsx";
import { Switch } from "@sortie/ui/switch.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useId, useState } from "react";
import { useDoing } from "../../kit/doing.ts";
import { fieldApi, type Line } from "../../kit/field_api.ts";
import { totalOf } from "../../kit/money.ts";
import { amountOf } from "./amounts.ts";
import { words } from "./words.ts";

export interface LineSheetProps {
  order: string;
  line: Line | null;
  onDone: () => void;
  onClose: () => void;
}

export function LineSheet({ order, line, onDone, onClose }: LineSheetProps) {
  const say = useSay();
  const { money } = useFormats();
  const { busy, run } = useDoing();
  const billableId = useId();
  const [entered, setEntered] = useState({
    kind: line?.kind ?? ("part" as Line["kind"]),
    name: line?.name ?? "",
    quantity: line ? String(Number(line.quantity)) : "1",
    unit: line?.unit ?? say(words.piece),
    price: line ? line.price : "",
    serial: line?.serial ?? "",
    billable: line?.billable ?? true,
  });
  const [tried, setTried] = useState(false);
  const set = (change: Partial<typeof entered>): void => setEntered((known) => ({ ...known, ...change }));
  const quantity = amountOf(entered.quantity);
  const price = amountOf(entered.price || "0");
  const wrong = {
    name: entered.name.trim() ? "" : say(words.nameMissing),
    quantity: quantity === null ? say(words.notAmount) : "",
    price: price === null ? say(words.notAmount) : "",
  };
  const errorOf = (name: keyof typeof wrong): string | undefined =>
    tried && wrong[name] ? wrong[name] : undefined;

  const save = async (): Promise<void> => {
    setTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    const values = {
      kind: entered.kind,
      name: entered.name.trim(),
      quantity: quantity ?? "1",
      unit: entered.unit.trim(),
      price: price ?? "0",
      billable: entered.billable,
      ...(entered.serial.trim() ? { serial: entered.serial.trim() } : {}),
    };
    const done = await run<unknown>(values, (key) =>
      line
        ? records.update("work_order_line", line.id, values, { version: line.version, key })
        : fieldApi.addLine(order, values, key),
    );
    if (!done) return;
    toast(say(words.saved));
    onDone();
  };
  const remove = async (known: Line): Promise<void> => {
    if (!(await ask({ title: say(words.removeAsk, { name: known.name }), danger: true }))) return;
    const done = await run(known.id, async (key) => {
      await records.delete("work_order_line", known.id, { version: known.version, key });
      return true;
    });
    if (!done) return;
    toast(say(words.removed));
    onDone();
  };
  const sum = money(
    totalOf([{ quantity: quantity ?? "0", price: price ?? "0", billable: entered.billable }]),
  );
  return (
    <Sheet
      open
      onClose={onClose}
      title={say(line ? words.edit : words.add)}
      footer={
        <Button kind="primary" size="l" block busy={busy} onClick={() => void save()}>
          {say(words.save)}
        </Button>
      }
    >
      <Stack>
        <Segmented
          label={say(words.kind)}
          value={entered.kind}
          onChange={(kind) => set({ kind, unit: say(kind === "part" ? words.piece : words.time) })}
          options={[
            { value: "part", label: say(words.part) },
            { value: "service", label: say(words.service) },
          ]}
        />
        <Field label={say(words.name)} required error={errorOf("name")}>
          {(ties) => (
            <Input {...ties} maxLength={120} value={entered.name} onChange={(name) => set({ name })} />
          )}
        </Field>
        <div className="m-pair">
          <Field label={say(words.quantity)} required error={errorOf("quantity")}>
            {(ties) => (
              <Input
                {...ties}
                inputMode="decimal"
                value={entered.quantity}
                onChange={(next) => set({ quantity: next })}
                after={entered.unit}
              />
            )}
          </Field>
          <Field label={say(words.price)} error={errorOf("price")}>
            {(ties) => (
              <Input
                {...ties}
                inputMode="decimal"
                placeholder="0"
                value={entered.price}
                onChange={(next) => set({ price: next })}
              />
            )}
          </Field>
        </div>
        {entered.kind === "part" ? (
          <Field label={say(words.serial)}>
            {(ties) => (
              <Input
                {...ties}
                autoCapitalize="characters"
                value={entered.serial}
                onChange={(serial) => set({ serial })}
              />
            )}
          </Field>
        ) : null}
        <Row between>
          <span id={billableId}>{say(words.billable)}</span>
          <Switch
            aria-labelledby={billableId}
            value={entered.billable}
            onChange={(billable) => set({ billable })}
          />
        </Row>
        <p>
          <strong>{say(words.thisLine, { money: sum })}</strong>
        </p>
        {line ? (
          <Button kind="danger" block disabled={busy} onClick={() => void remove(line)}>
            {say(words.remove)}
          </Button>
        ) : null}
      </Stack>
    </Sheet>
  );
}
