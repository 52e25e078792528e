import { ApiError } from "@sortie/client/problem.ts";
import { useAct } from "@sortie/client/queries.ts";
import { uuid7 } from "@sortie/client/uuid7.ts";
import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { Input, TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Fact, Facts } from "@sortie/ui/list.tsx";
import { Loaded } from "@sortie/ui/loaded.tsx";
import { Stack } from "@sortie/ui/page.tsx";
import { type Photo, PhotoPicker } from "@sortie/ui/photo_picker.tsx";
import { OptionList, Picker } from "@sortie/ui/picker.tsx";
import { navigate } from "@sortie/ui/router.tsx";
import { Tag } from "@sortie/ui/tag.tsx";
import { toast } from "@sortie/ui/toast.tsx";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type FormPage, portal, sendPicture } from "../../kit/portal_api.ts";
import { callable, type Draft, empty, offered, type When, windowOf } from "./draft.ts";
import { Locate, type Spot } from "./locate.tsx";
import { words } from "./words.ts";

/** The form behind a sticker (`token`) or the company's open link. Nobody signs in. */
export function ReportPage({ company = "", token }: { company?: string; token?: string }) {
  const page = useQuery({
    queryKey: ["portal", "form", company, token ?? ""],
    queryFn: () => portal.form(company, token),
    retry: false,
  });
  return (
    <Loaded query={page}>
      {(loaded) => (
        <Stack>
          {loaded.asset ? <Device page={loaded} /> : null}
          <ReportForm page={loaded} company={company} token={token ?? null} />
        </Stack>
      )}
    </Loaded>
  );
}

function Device({ page }: { page: FormPage }) {
  const say = useSay();
  const { date } = useFormats();
  const { asset, recent } = page;
  if (!asset) return null;
  return (
    <Card
      title={asset.name}
      action={asset.in_warranty ? <Tag tone="green">{say(words.warranty)}</Tag> : undefined}
    >
      <Facts>
        {asset.model ? <Fact label={say(words.model)}>{asset.model}</Fact> : null}
        <Fact label={say(words.number)}>{asset.number}</Fact>
        {asset.site_name ? <Fact label={say(words.site)}>{asset.site_name}</Fact> : null}
        {recent?.map((one) => (
          <Fact key={one.number} label={date(one.at)}>
            {one.number} · {say(one.state)}
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}

function problemsOf(draft: Draft, known: boolean, say: ReturnType<typeof useSay>): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!draft.name.trim()) wrong.contact_name = say(words.needed);
  if (!callable(draft.phone)) wrong.contact_phone = say(words.phoneBad);
  if (!known && !draft.address.trim()) wrong.address_text = say(words.needed);
  if (!draft.problem.trim() && !draft.workType) wrong.description = say(words.needed);
  return wrong;
}

function ReportForm({ page, company, token }: { page: FormPage; company: string; token: string | null }) {
  const say = useSay();
  const id = useRef(uuid7());
  const act = useAct();
  const [draft, setDraft] = useState<Draft>(empty);
  const [photos, setPhotos] = useState<Photo[]>([]);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const put = (change: Partial<Draft>): void => setDraft((old) => ({ ...old, ...change }));
  const whenWords: Record<When, string> = {
    anytime: say(words.anytime),
    today_pm: say(words.todayPm),
    tomorrow_am: say(words.tomorrowAm),
    tomorrow_pm: say(words.tomorrowPm),
  };
  const send = useMutation({
    mutationFn: () => {
      const window = windowOf(draft.when, new Date());
      return portal.report(
        company,
        {
          id: id.current,
          asset_token: token,
          contact_name: draft.name.trim(),
          contact_phone: draft.phone.trim(),
          address_text: draft.address.trim(),
          location: spot,
          work_type: draft.workType || null,
          description: draft.problem.trim(),
          photos: photos.map((photo) => photo.id),
          window_start: window.start,
          window_end: window.end,
        },
        act.key(),
      );
    },
    onSuccess: (taken) => navigate(`/${company}/track/${taken.token}`, { replace: true }),
    onError: (error) => {
      // what was wrong is corrected and sent as another act; a lost answer is sent as the same one
      if (error instanceof ApiError) act.renew();
      setWrong(error instanceof ApiError ? error.byField() : {});
      toast(error.message, "danger");
    },
  });
  const submit = (): void => {
    const found = problemsOf(draft, token !== null, say);
    setWrong(found);
    if (Object.keys(found).length === 0) send.mutate();
  };
  return (
    <form
      className="p-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Card title={token ? say(words.title) : page.company.name}>
        <Field label={say(words.what)}>
          {(ties) => (
            <Picker
              {...ties}
              title={say(words.what)}
              value={draft.workType ? [draft.workType] : []}
              onChange={([first]) => put({ workType: first ?? "" })}
              options={page.work_types.map((type) => ({ value: type.id, label: type.name }))}
              searchable={page.work_types.length > 8}
            />
          )}
        </Field>
        <Field label={say(words.problem)} required error={wrong.description}>
          {(ties) => (
            <TextArea
              {...ties}
              rows={4}
              maxLength={2000}
              placeholder={say(words.problemHint)}
              value={draft.problem}
              onChange={(problem) => put({ problem })}
            />
          )}
        </Field>
        <Field label={say(words.photos)}>
          {(ties) => (
            <PhotoPicker
              id={ties.id}
              aria-labelledby={ties["aria-labelledby"]}
              value={photos}
              onChange={setPhotos}
              upload={(file) => sendPicture(company, file, file.name)}
            />
          )}
        </Field>
      </Card>
      <Card title={say(words.who)}>
        <Field label={say(words.name)} required error={wrong.contact_name}>
          {(ties) => (
            <Input
              {...ties}
              autoComplete="name"
              maxLength={60}
              value={draft.name}
              onChange={(name) => put({ name })}
            />
          )}
        </Field>
        <Field label={say(words.phone)} required error={wrong.contact_phone} help={say(words.phoneHelp)}>
          {(ties) => (
            <Input
              {...ties}
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={30}
              value={draft.phone}
              onChange={(phone) => put({ phone })}
            />
          )}
        </Field>
        {token ? null : (
          <>
            <Field label={say(words.address)} required error={wrong.address_text}>
              {(ties) => (
                <Input
                  {...ties}
                  autoComplete="street-address"
                  maxLength={200}
                  placeholder={say(words.addressHint)}
                  value={draft.address}
                  onChange={(address) => put({ address })}
                />
              )}
            </Field>
            <Locate spot={spot} onSpot={setSpot} />
          </>
        )}
        <Field label={say(words.when)}>
          {() => (
            <OptionList
              label={say(words.when)}
              chosen={[draft.when]}
              onToggle={(when) => put({ when: when as When })}
              options={offered(new Date()).map((when) => ({ value: when, label: whenWords[when] }))}
            />
          )}
        </Field>
      </Card>
      <Button type="submit" kind="primary" size="l" block busy={send.isPending}>
        {say(words.send)}
      </Button>
      <p className="p-note">{say(words.privacy, { company: page.company.name })}</p>
    </form>
  );
}
