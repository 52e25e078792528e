import { type FilterTree, type Reference, records } from "@sortie/client/records.ts";
import { get } from "@sortie/client/transport.ts";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";

interface RefSelectProps {
  object: string;
  label: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
  multiple?: boolean;
  filter?: FilterTree;
  id?: string;
  className?: string;
}

const MOST = 50;

function search(object: string, text: string, filter: FilterTree | undefined): Promise<Reference[]> {
  if (!filter) return records.options(object, text, MOST);
  const query = { q: text, limit: MOST, filter: JSON.stringify(filter) };
  return get<Reference[]>(`/api/v1/records/${object}/options`, query);
}

/** Records to choose from, found by what is typed; works as a form control with ids as its value. What is chosen
 * is named even when it isn't among the first that are offered. */
export function RefSelect({
  object,
  label,
  value,
  onChange,
  multiple,
  filter,
  id,
  className,
}: RefSelectProps) {
  const [text, setText] = useState("");
  const found = useQuery({
    queryKey: ["records", object, "options", text, filter],
    queryFn: () => search(object, text, filter),
    placeholderData: (before) => before,
  });
  const offered = found.data ?? [];
  const beyond = (value ?? []).filter((one) => found.isSuccess && !offered.some(({ id }) => id === one));
  const chosen = useQuery({
    queryKey: ["records", object, "options", "chosen", beyond],
    queryFn: () => search(object, "", { field: "id", op: "in", value: beyond }),
    enabled: beyond.length > 0,
  });
  const named = beyond.length > 0 ? (chosen.data ?? []) : [];
  return (
    <Select<string[] | string | undefined>
      {...(id ? { id } : {})}
      className={className ?? "c-wide"}
      aria-label={label}
      placeholder={label}
      mode={multiple ? "multiple" : undefined}
      allowClear
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setText }}
      maxTagCount="responsive"
      value={multiple ? (value ?? []) : value?.[0]}
      onChange={(next) => onChange?.(Array.isArray(next) ? next : next ? [next] : [])}
      options={[...named, ...offered].map((one) => ({ value: one.id, label: one.title ?? one.id }))}
    />
  );
}
