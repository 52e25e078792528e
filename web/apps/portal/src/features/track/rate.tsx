import { Button } from "@sortie/ui/button.tsx";
import { Card } from "@sortie/ui/card.tsx";
import { Field } from "@sortie/ui/field.tsx";
import { TextArea } from "@sortie/ui/input.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { Row, Stack } from "@sortie/ui/page.tsx";
import { Rating } from "@sortie/ui/rating.tsx";
import { useState } from "react";
import type { Tracking } from "../../kit/portal_api.ts";
import { useCustomerAct } from "./use_act.ts";
import { words } from "./words.ts";

const GOOD = ["punctual", "polite", "skilled", "clean"] as const;
const BAD = ["late", "unsolved", "price"] as const;
const LOW = 3;

/** Stars, tags that fit them, and words; afterwards what was given. */
export function Rate({
  company,
  token,
  rating,
  may,
}: {
  company: string;
  token: string;
  rating: Tracking["rating"];
  may: boolean;
}) {
  const say = useSay();
  const send = useCustomerAct(company, token, "rate", say(words.rated));
  const [score, setScore] = useState(0);
  const [tags, setTags] = useState<string[]>([]);
  const [text, setText] = useState("");
  const labels = [1, 2, 3, 4, 5].map((n) => say(words.stars, { n }));
  if (rating)
    return (
      <Card title={say(words.yourRating)}>
        <Rating value={Number(rating.score)} labels={labels} label={say(words.yourRating)} />
        {rating.text ? <p>{rating.text}</p> : null}
      </Card>
    );
  if (!may) return null;
  const shown = score > LOW ? GOOD : BAD;
  const toggle = (tag: string): void =>
    setTags((all) => (all.includes(tag) ? all.filter((one) => one !== tag) : [...all, tag]));
  return (
    <Card title={say(words.rate)}>
      <Stack>
        <Rating
          value={score}
          onChange={(next) => {
            setScore(next);
            setTags([]);
          }}
          labels={labels}
          label={say(words.rate)}
        />
        {score > 0 ? (
          <>
            <Row>
              {shown.map((tag) => (
                <Button
                  key={tag}
                  size="s"
                  kind={tags.includes(tag) ? "primary" : "plain"}
                  aria-pressed={tags.includes(tag)}
                  onClick={() => toggle(tag)}
                >
                  {say(words[tag])}
                </Button>
              ))}
            </Row>
            <Field label={say(words.say)}>
              {(ties) => <TextArea {...ties} rows={2} maxLength={1000} value={text} onChange={setText} />}
            </Field>
            <Button
              kind="primary"
              block
              busy={send.isPending}
              onClick={() => send.mutate({ score, tags, text: text.trim() })}
            >
              {say(words.rateSend)}
            </Button>
          </>
        ) : null}
      </Stack>
    </Card>
  );
}
