import { fileUrl } from "@sortie/client/files.ts";
import { filesOf } from "@sortie/forms/types/media.tsx";
import { useFormats } from "@sortie/ui/format.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Empty } from "antd";
import type { WholeOrder } from "../desk/api.ts";
import { PhotoWall } from "../desk/photo_wall.tsx";
import { ValueTag } from "../desk/tags.tsx";
import { deskWords } from "../desk/words.ts";
import { orderWords as words } from "./words.ts";

const MOST_STARS = 5;

/** The customer's word, signature and stars. */
export function AcceptanceTab({ whole }: { whole: WholeOrder }) {
  const say = useSay();
  const { moment } = useFormats();
  const words_ = whole.acceptance ?? [];
  const ratings = whole.rating ?? [];
  if (words_.length === 0 && ratings.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say(words.noAcceptance)} />;
  return (
    <div className="o-acceptances">
      {words_.map((one) => {
        const file = (one.signature as { file?: string } | null)?.file;
        const signer = String(one.signer ?? "");
        return (
          <article key={one.id} className="o-visit">
            <header className="d-actions">
              <ValueTag object="acceptance" field="result" value={one.result} />
              <ValueTag object="acceptance" field="channel" value={one.channel} />
              <span className="d-muted">{moment(String(one.occurred_at))}</span>
            </header>
            {signer ? (
              <p>
                {say(words.signedBy)}: <strong>{signer}</strong>
              </p>
            ) : null}
            {one.reason ? <p>{String(one.reason)}</p> : null}
            <PhotoWall ids={filesOf(one.photos).map(({ id }) => id)} label={say(deskWords.photos)} />
            {file ? (
              <img className="o-signature" src={fileUrl(file)} alt={say(words.signature, { name: signer })} />
            ) : null}
          </article>
        );
      })}
      {ratings.map((rating) => (
        <article key={rating.id} className="o-visit">
          <header className="d-actions">
            <strong>{say(words.rating)}</strong>
            <span className="o-stars" role="img" aria-label={say(words.stars, { n: Number(rating.score) })}>
              {"★".repeat(Number(rating.score))}
              <span>{"★".repeat(MOST_STARS - Number(rating.score))}</span>
            </span>
            <ValueTag object="rating" field="tags" value={rating.tags ?? []} />
          </header>
          {rating.text ? <p>{String(rating.text)}</p> : null}
        </article>
      ))}
    </div>
  );
}
