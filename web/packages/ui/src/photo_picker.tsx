import { type ChangeEvent, useId, useRef, useState } from "react";
import "./styles/media.css";
import { Button, IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useSay } from "./language.ts";
import { Sheet } from "./sheet.tsx";
import { words } from "./words.ts";

/** A photo on its way: `url` shows it at once, `id` is there when the server has it. */
export interface Photo {
  id: string;
  url: string;
  /** The same in a size to look at. */
  large?: string;
}

interface Pending {
  key: string;
  file: File;
  url: string;
  failed: boolean;
}

export interface PhotoPickerProps {
  value: Photo[];
  onChange: (next: Photo[]) => void;
  upload: (file: File) => Promise<Photo>;
  /** Only the camera, no album: for photos that must be taken on the spot. */
  cameraOnly?: boolean;
  max?: number;
  disabled?: boolean;
  id?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
}

/** Camera first. Each photo uploads by itself; one that failed stays and can be sent again. */
export function PhotoPicker({
  value,
  onChange,
  upload,
  cameraOnly,
  max = 9,
  disabled,
  ...ties
}: PhotoPickerProps) {
  const say = useSay();
  const albumId = useId();
  const [looking, setLooking] = useState<Photo | null>(null);
  const [pending, setPending] = useState<Pending[]>([]);
  const latest = useRef(value);
  latest.current = value;

  const sendOne = async (one: Pending): Promise<void> => {
    try {
      const stored = await upload(one.file);
      latest.current = [...latest.current, stored];
      onChange(latest.current);
      setPending((all) => all.filter((other) => other.key !== one.key));
      URL.revokeObjectURL(one.url);
    } catch {
      setPending((all) => all.map((other) => (other.key === one.key ? { ...other, failed: true } : other)));
    }
  };
  const add = (event: ChangeEvent<HTMLInputElement>): void => {
    const room = max - value.length - pending.length;
    const files = [...(event.target.files ?? [])].slice(0, Math.max(0, room));
    event.target.value = "";
    const added = files.map((file) => ({
      key: crypto.randomUUID(),
      file,
      url: URL.createObjectURL(file),
      failed: false,
    }));
    setPending((all) => [...all, ...added]);
    for (const one of added) void sendOne(one);
  };
  const again = (one: Pending): void => {
    setPending((all) => all.map((other) => (other.key === one.key ? { ...other, failed: false } : other)));
    void sendOne(one);
  };
  const remove = (photo: Photo): void => {
    setLooking(null);
    onChange(value.filter((other) => other.id !== photo.id));
  };
  const full = value.length + pending.length >= max;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the field around it has the legend
    <div
      className="s-photos"
      role="group"
      aria-labelledby={ties["aria-labelledby"]}
      aria-describedby={ties["aria-describedby"]}
    >
      {value.map((photo, index) => (
        <span key={photo.id} className="s-photo">
          <button type="button" className="s-photo__look" onClick={() => setLooking(photo)}>
            <img src={photo.url} alt={say(words.photoOf, { n: index + 1 })} />
          </button>
          {disabled ? null : (
            <IconButton
              className="s-photo__remove"
              icon="cross"
              label={say(words.photoRemove, { n: index + 1 })}
              onClick={() => remove(photo)}
            />
          )}
        </span>
      ))}
      {pending.map((one) => (
        <button
          key={one.key}
          type="button"
          className="s-photo"
          disabled={!one.failed}
          onClick={() => again(one)}
        >
          <img src={one.url} alt="" />
          <span
            className={one.failed ? "s-photo__veil s-photo__veil--bad" : "s-photo__veil"}
            aria-live="polite"
          >
            {one.failed ? null : <span className="s-spinner" aria-hidden="true" />}
            {say(one.failed ? words.photoFailed : words.photoUploading)}
          </span>
        </button>
      ))}
      {disabled || full ? null : (
        <>
          <label className="s-photo s-photo--add" htmlFor={ties.id}>
            <Icon name="camera" size={26} />
            {say(words.photoAdd)}
          </label>
          <input
            id={ties.id}
            className="visually-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            aria-label={say(words.photoAdd)}
            onChange={add}
          />
          {cameraOnly ? null : (
            <>
              <label className="s-photo s-photo--add" htmlFor={albumId}>
                <Icon name="image" size={26} />
                {say(words.photoChoose)}
              </label>
              <input
                id={albumId}
                className="visually-hidden"
                type="file"
                accept="image/*"
                multiple
                aria-label={say(words.photoChoose)}
                onChange={add}
              />
            </>
          )}
        </>
      )}
      {looking ? (
        <Sheet
          open
          onClose={() => setLooking(null)}
          title={say(words.photoOf, { n: value.indexOf(looking) + 1 })}
          footer={
            disabled ? null : (
              <Button kind="danger" size="l" block onClick={() => remove(looking)}>
                {say(words.photoDelete)}
              </Button>
            )
          }
        >
          <img className="s-photo__large" src={looking.large ?? looking.url} alt="" />
        </Sheet>
      ) : null}
    </div>
  );
}
