import { may, type ObjectMeta } from "@sortie/client/metadata.ts";
import { type Text, useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";

interface ListAct {
  label: Text;
  to: string;
  action: string;
}

/** Screens that work on a whole list of an object, beside its own list. */
const acts: Record<string, ListAct> = {
  work_order: { label: { zh: "导入工单", en: "Import orders" }, to: "/imports", action: "import" },
};

/** A button to the object's own list screen, for those who may use it. */
export function ListActs({ object }: { object: ObjectMeta | undefined }) {
  const say = useSay();
  const act = object ? acts[object.name] : undefined;
  if (!object || !act || !may(object, act.action)) return null;
  return (
    <Link to={act.to}>
      <Button tabIndex={-1}>{say(act.label)}</Button>
    </Link>
  );
}
