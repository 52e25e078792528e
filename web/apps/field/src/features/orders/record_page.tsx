import { may } from "@sortie/client/metadata.ts";
import { useObject, useRecord, useRecordWrites } from "@sortie/client/queries.ts";
import { RecordForm } from "@sortie/forms/record_form.tsx";
import { RecordDetail, titleOf } from "@sortie/forms/record_value.tsx";
import { FormsProvider } from "@sortie/forms/widgets.tsx";
import { Button } from "@sortie/ui/button.tsx";
import { Empty } from "@sortie/ui/empty.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { NavBar } from "@sortie/ui/nav_bar.tsx";
import { Page } from "@sortie/ui/page.tsx";
import { goBack, navigate } from "@sortie/ui/router.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { fieldForms } from "../../kit/forms_environment.ts";
import { words } from "./words.ts";

interface At {
  object: string;
  id: string;
}

/** Any record on the phone, drawn from its metadata. */
export function RecordPage({ object: name, id }: At) {
  const say = useSay();
  const object = useObject(name);
  const record = useRecord(name, id);
  const nav = (
    <NavBar
      title={object && record.data ? titleOf(object, record.data) : ""}
      onBack={() => goBack("/orders")}
    />
  );
  const edit =
    object?.writable && may(object, "update") ? (
      <Button onClick={() => navigate(`/records/${name}/${id}/edit`)}>{say(words.edit)}</Button>
    ) : null;
  return (
    <FormsProvider value={fieldForms}>
      <Page nav={nav} footer={edit}>
        {object ? (
          <Loaded query={record}>{(row) => <RecordDetail object={object} row={row} />}</Loaded>
        ) : (
          <Empty text={say(words.unknown)} />
        )}
      </Page>
    </FormsProvider>
  );
}

export function RecordEditPage({ object: name, id }: At) {
  const say = useSay();
  const object = useObject(name);
  const record = useRecord(name, id);
  const writes = useRecordWrites(name);
  const back = (): void => goBack(`/records/${name}/${id}`);
  return (
    <FormsProvider value={fieldForms}>
      <Page nav={<NavBar title={say(words.edit)} onBack={back} />}>
        {object ? (
          <Loaded query={record}>
            {(row) => (
              <RecordForm
                object={object}
                initial={row.values}
                onSubmit={async (values, key) => {
                  await writes.update(id, values, { version: row.version, key });
                  toast(say(words.saved));
                  back();
                }}
              />
            )}
          </Loaded>
        ) : (
          <Empty text={say(words.unknown)} />
        )}
      </Page>
    </FormsProvider>
  );
}
