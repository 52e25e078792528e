import { Icon } from "@sortie/ui/icon.tsx";
import { useSay } from "@sortie/ui/language.ts";
import { type ChangeEvent, useState } from "react";
import { type FieldType, isEmpty } from "../field_type.ts";
import { useForms } from "../widgets.tsx";
import { fieldWords } from "../words.ts";

export interface FileReference {
  id: string;
  filename?: string;
  kind?: string;
  size?: number;
}

/** A file as it is read: `{id, filename …}` or the bare id. */
export function filesOf(value: unknown): FileReference[] {
  const all = Array.isArray(value) ? value : isEmpty(value) ? [] : [value];
  return all.map((one) =>
    typeof one === "object" && one !== null ? (one as FileReference) : { id: String(one) },
  );
}

const idsOf = (value: unknown): string[] => filesOf(value).map((file) => file.id);

export const photo: FieldType = {
  Input: ({ field, value, onChange, ties, disabled }) => {
    const { widgets, upload, fileUrl } = useForms();
    return (
      <widgets.Photos
        ties={ties}
        value={filesOf(value).map((file) => ({ id: file.id, url: fileUrl(file.id, 320) }))}
        onChange={(next) => onChange(next.map((one) => ({ id: one.id })))}
        upload={async (file) => {
          const { id } = await upload(file);
          return { id, url: fileUrl(id, 320) };
        }}
        cameraOnly={field.options.camera_only === true}
        max={field.options.max_count}
        disabled={disabled}
      />
    );
  },
  Display: ({ value, brief }) => {
    const { fileUrl } = useForms();
    const say = useSay();
    return (
      <span className={brief ? "f-thumbs f-thumbs--brief" : "f-thumbs"}>
        {idsOf(value).map((id, index) => {
          const image = (
            <img
              key={id}
              src={fileUrl(id, 320)}
              alt={say(fieldWords.photoOf, { n: index + 1 })}
              loading="lazy"
            />
          );
          if (brief) return image;
          return (
            <a key={id} href={fileUrl(id, 1080)} target="_blank" rel="noreferrer">
              {image}
            </a>
          );
        })}
      </span>
    );
  },
  toWire: idsOf,
  operators: ["is_null", "not_null"],
  filter: "none",
};

export const files: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { widgets, upload } = useForms();
    const say = useSay();
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState(false);
    const all = filesOf(value);
    const add = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
      const chosen = [...(event.target.files ?? [])];
      event.target.value = "";
      setBusy(true);
      setFailed(false);
      try {
        const stored = await Promise.all(
          chosen.map(async (file) => ({ filename: file.name, size: file.size, ...(await upload(file)) })),
        );
        onChange([...all, ...stored]);
      } catch {
        setFailed(true);
      } finally {
        setBusy(false);
      }
    };
    return (
      <div className="f-files">
        {all.map((file) => (
          <span key={file.id} className="f-file">
            <Icon name="file" size={18} /> {file.filename ?? say(fieldWords.file)}
            {disabled ? null : (
              <widgets.Button onPress={() => onChange(all.filter((other) => other.id !== file.id))}>
                {say(fieldWords.remove)}
              </widgets.Button>
            )}
          </span>
        ))}
        {disabled ? null : (
          <input
            className="f-upload"
            type="file"
            multiple
            disabled={busy}
            {...ties}
            onChange={(event) => void add(event)}
          />
        )}
        {failed ? <widgets.Alert>{say(fieldWords.uploadFailed)}</widgets.Alert> : null}
      </div>
    );
  },
  Display: ({ value }) => {
    const { fileUrl } = useForms();
    const say = useSay();
    return (
      <span className="f-tags">
        {filesOf(value).map((file) => (
          <a key={file.id} href={fileUrl(file.id)} download>
            {file.filename ?? say(fieldWords.file)}
          </a>
        ))}
      </span>
    );
  },
  toWire: idsOf,
  operators: ["is_null", "not_null"],
  filter: "none",
};

interface Signature {
  file: string;
  signer?: string;
  at?: string;
}

export const signature: FieldType = {
  Input: ({ value, onChange, ties, disabled }) => {
    const { widgets, upload, fileUrl } = useForms();
    const say = useSay();
    const signed = value as Signature | null;
    if (signed?.file) {
      return (
        <span className="f-signature">
          <img src={fileUrl(signed.file, 320)} alt={say(fieldWords.signature)} />
          {disabled ? null : (
            <widgets.Button onPress={() => onChange(null)}>{say(fieldWords.signAgain)}</widgets.Button>
          )}
        </span>
      );
    }
    const accept = async (image: Blob): Promise<void> => {
      const { id } = await upload(image, "signature.png");
      onChange({ file: id, at: new Date().toISOString() });
    };
    return <widgets.Signature ties={ties} disabled={disabled} onSign={accept} />;
  },
  Display: ({ value }) => {
    const { fileUrl } = useForms();
    const say = useSay();
    const signed = value as Signature;
    return (
      <span className="f-signature">
        <img src={fileUrl(signed.file, 320)} alt={say(fieldWords.signature)} loading="lazy" />
        {signed.signer ?? ""}
      </span>
    );
  },
  operators: ["is_null", "not_null"],
  filter: "none",
};
