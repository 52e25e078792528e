import { fileUrl, uploadFile } from "@sortie/client/files.ts";
import { PhotoPicker } from "@sortie/ui/photo_picker.tsx";

export interface PhotosProps {
  /** File ids. */
  value: string[];
  onChange: (ids: string[]) => void;
  max?: number;
  cameraOnly?: boolean;
  disabled?: boolean;
  id?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
}

/** Photos as the ids of stored files: each uploads at once, one that failed can be sent again. */
export function Photos({ value, onChange, ...rest }: PhotosProps) {
  return (
    <PhotoPicker
      {...rest}
      value={value.map((id) => ({ id, url: fileUrl(id, 320), large: fileUrl(id, 1080) }))}
      onChange={(next) => onChange(next.map((photo) => photo.id))}
      upload={async (file) => {
        const { id } = await uploadFile(file);
        return { id, url: fileUrl(id, 320) };
      }}
    />
  );
}

/** Photos to look at; a tap opens one large. */
export function PhotoRow({ ids, label }: { ids: string[]; label: string }) {
  if (ids.length === 0) return null;
  return (
    <div className="s-photos">
      {ids.map((id, index) => (
        <a key={id} className="s-photo" href={fileUrl(id, 1080)} target="_blank" rel="noreferrer">
          <img src={fileUrl(id, 320)} alt={`${label} ${index + 1}`} loading="lazy" />
        </a>
      ))}
    </div>
  );
}
