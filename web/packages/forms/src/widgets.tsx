import type { Reference } from "@sortie/client/records.ts";
import type { FieldProps, FieldTies } from "@sortie/ui/field.tsx";
import type { Photo } from "@sortie/ui/photo_picker.tsx";
import { createContext, type FC, type ReactNode, useContext } from "react";

/** The few drawing parts a field type is made of. The phone's kit and the console's antd each give one set,
 * so that a type is written once. `ties` belong on the focusable element. */
export interface Widgets {
  /** Label, help and error around a control. */
  Frame: FC<FieldProps>;
  /** A titled group of fields in `columns` columns where there is room. */
  Group: FC<{ title: ReactNode; columns: number; children: ReactNode }>;
  Text: FC<TextWidget>;
  LongText: FC<Control<string> & { maxLength?: number | undefined }>;
  Number: FC<Control<string> & { digits: number; before?: ReactNode; after?: ReactNode }>;
  Switch: FC<Control<boolean>>;
  Choice: FC<Control<string[]> & { options: WidgetOption[]; multiple?: boolean; title: string }>;
  Lookup: FC<
    Control<Reference[]> & {
      search: (text: string) => Promise<Reference[]>;
      multiple?: boolean;
      title: string;
    }
  >;
  Moment: FC<Control<string> & { kind: "date" | "time" | "datetime" }>;
  Photos: FC<
    Control<Photo[]> & {
      upload: (file: File) => Promise<Photo>;
      cameraOnly?: boolean;
      max?: number | undefined;
    }
  >;
  Signature: FC<{ ties: FieldTies; disabled?: boolean | undefined; onSign: (image: Blob) => Promise<void> }>;
  Button: FC<{
    children: ReactNode;
    onPress: () => void;
    busy?: boolean;
    kind?: "primary" | "plain" | "danger";
    submit?: boolean;
  }>;
  Tag: FC<{ tone: string; children: ReactNode }>;
  /** Label and value, to read. */
  Facts: FC<{ columns: number; children: ReactNode }>;
  Fact: FC<{ label: ReactNode; children: ReactNode }>;
  Alert: FC<{ children: ReactNode }>;
}

export interface Control<V> {
  ties: FieldTies;
  value: V;
  onChange: (value: V) => void;
  disabled?: boolean | undefined;
}

export interface TextWidget extends Control<string> {
  kind?: "text" | "tel" | "email" | "url";
  maxLength?: number | undefined;
  before?: ReactNode;
  after?: ReactNode;
}

export interface WidgetOption {
  value: string;
  label: string;
  tone?: string;
}

/** What fields need from the app around them. */
export interface FormsEnvironment {
  widgets: Widgets;
  /** Records to choose from, by what was typed; people are `user`, departments `org_unit`. */
  search: (object: string, text: string) => Promise<Reference[]>;
  upload: (file: File | Blob, name?: string) => Promise<{ id: string }>;
  fileUrl: (id: string, size?: 320 | 1080) => string;
  /** Where a record opens in this app; null where it can't. */
  hrefOf: (object: string, id: string) => string | null;
  /** Reads a bar or QR code with the camera; null where the device can't. */
  scan: (() => Promise<string | null>) | null;
}

const Environment = createContext<FormsEnvironment | null>(null);

export const FormsProvider = Environment.Provider;

export function useForms(): FormsEnvironment {
  const environment = useContext(Environment);
  if (!environment) throw new Error("forms: wrap the app in <FormsProvider value={…}>");
  return environment;
}
