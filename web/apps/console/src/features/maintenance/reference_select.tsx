import { type FilterTree, type Reference, records } from "@sortie/client/records.ts";
import { get } from "@sortie/client/transport.ts";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";

interface ReferenceSelectProps {
  object: string;
  label: string;
  /** What is chosen as it was read: named even when it isn't among the first that are offered. */
  known: Reference[];
  value?: string[];
  onChange?: (ids: string[]) => void;
  multiple?: boolean;
  filter?: FilterTree;
  id?: string;
}

const MOST = 50;

/** Records to choose from, found by what is typed; the ids are its value. */
export function ReferenceSelect(props: ReferenceSelectProps) {
  const { object, label, known, value, onChange, multiple, filter, id } = props;
  const [text, setText] = useState("");
  const found = useQuery({
    queryKey: ["records", object, "options", text, filter],
    queryFn: () =>
      filter
        ? get<Reference[]>(`/api/v1/records/${object}/options`, {
            q: text,
            limit: MOST,
            filter: JSON.stringify(filter),
          })
        : records.options(object, text, MOST),
    placeholderData: (before) => before,
  });
  const offered = new Map([...known, ...(found.data ?? [])].map((one) => [one.id, one.title ?? one.id]));
  return (
    <Select<string[] | string | undefined>
      {...(id ? { id } : {})}
      className="c-wide"
      aria-label={label}
      placeholder={label}
      mode={multiple ? "multiple" : undefined}
      allowClear
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setText }}
      maxTagCount="responsive"
      value={multiple ? (value ?? []) : value?.[0]}
      onChange={(next) => onChange?.(Array.isArray(next) ? next : next ? [next] : [])}
      options={[...offered].map(([key, title]) => ({ value: key, label: title }))}
    />
  );
}
