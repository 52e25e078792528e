import type { ObjectMeta } from "@sortie/client/metadata.ts";
import { useRecord } from "@sortie/client/queries.ts";
import { RecordDetail, titleOf } from "@sortie/forms/record_value.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Link } from "@tanstack/react-router";
import { Drawer } from "antd";
import { CommandBar } from "./command_bar.tsx";
import { recordWords as words } from "./words.ts";

/** A record beside its list: a look and the next step, without losing the place in the list. */
export function RecordDrawer({
  object,
  id,
  onClose,
}: {
  object: ObjectMeta;
  id: string | null;
  onClose: () => void;
}) {
  const say = useSay();
  const record = useRecord(object.name, id ?? "", id !== null);
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      size={560}
      title={record.data ? titleOf(object, record.data) : say(object.label)}
      extra={
        id ? (
          <Link to="/records/$object/$id" params={{ object: object.name, id }}>
            {say(words.open)}
          </Link>
        ) : null
      }
    >
      {id ? (
        <Loaded query={record}>
          {(row) => (
            <>
              <CommandBar object={object} row={row} />
              <RecordDetail object={object} row={row} columns={1} />
            </>
          )}
        </Loaded>
      ) : null}
    </Drawer>
  );
}
