import { fileUrl } from "@sortie/client/files.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Image } from "antd";

const words = { photoOf: { zh: "{label} {n}", en: "{label} {n}" } } as const;

/** Thumbnails that open large, one after the other. */
export function PhotoWall({ ids, label, size = 84 }: { ids: string[]; label: string; size?: number }) {
  const say = useSay();
  if (ids.length === 0) return null;
  return (
    <Image.PreviewGroup>
      <div className="d-photos">
        {ids.map((id, index) => (
          <Image
            key={id}
            src={fileUrl(id, 320)}
            preview={{ src: fileUrl(id, 1080) }}
            width={size}
            height={size}
            alt={say(words.photoOf, { label, n: index + 1 })}
          />
        ))}
      </div>
    </Image.PreviewGroup>
  );
}
