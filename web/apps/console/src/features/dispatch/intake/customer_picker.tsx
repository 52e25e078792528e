import { records } from "@sortie/client/records.ts";
import { useSay } from "@sortie/ui/language.ts";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { intakeWords as words } from "./words.ts";

/** Finds a customer by name; a controlled input for antd's forms. */
export function CustomerPicker({
  id,
  value,
  onChange,
}: {
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
}) {
  const say = useSay();
  const [typed, setTyped] = useState("");
  const found = useQuery({
    queryKey: ["records", "customer", "options", typed],
    queryFn: () => records.options("customer", typed),
  });
  return (
    <Select
      {...(id ? { id } : {})}
      value={value ?? null}
      loading={found.isFetching}
      placeholder={say(words.find)}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onChange={(next) => (next ? onChange?.(next) : undefined)}
      options={(found.data ?? []).map((one) => ({ value: one.id, label: one.title ?? one.id }))}
    />
  );
}
