import { fileUrl, uploadFile } from "@sortie/client/files.ts";
import { records } from "@sortie/client/records.ts";
import type { FormsEnvironment } from "@sortie/forms/widgets.tsx";
import { antdWidgets } from "./antd_widgets.tsx";

const SUGGESTIONS = 20;

export const consoleForms: FormsEnvironment = {
  widgets: antdWidgets,
  search: (object, text) => records.options(object, text, SUGGESTIONS),
  upload: uploadFile,
  fileUrl,
  hrefOf: (object, id) => `/console/records/${object}/${id}`,
  scan: null,
};
