import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { ValueTag } from "../desk/tags.tsx";
import type { Duplicate } from "./api.ts";
import { intakeWords as words } from "./words.ts";

interface DuplicateListProps {
  found: Duplicate[];
  title?: string;
  /** Offered beside requests. */
  onMerge?: (into: Duplicate) => void;
}

/** Open requests and orders that tell of the same fault. */
export function DuplicateList({ found, title, onMerge }: DuplicateListProps) {
  const say = useSay();
  return (
    <Alert
      type="warning"
      showIcon
      title={title ?? say(words.maybeDuplicate)}
      description={
        <ul className="i-duplicates">
          {found.map((one) => (
            <li key={one.id}>
              {one.object === "work_order" ? (
                <Link to="/orders/$id" params={{ id: one.id }}>
                  {one.number ?? one.id.slice(0, 8)}
                </Link>
              ) : (
                <Link to="/requests" search={{ open: one.id }}>
                  {one.number ?? one.id.slice(0, 8)}
                </Link>
              )}
              {one.state ? <ValueTag object={one.object} field="state" value={one.state} /> : null}
              <span>{one.description}</span>
              {onMerge && one.object === "service_request" ? (
                <Button size="small" onClick={() => onMerge(one)}>
                  {say(words.merge)}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      }
    />
  );
}
