import { fileUrl, uploadFile } from "@sortie/client/files.ts";
import { records } from "@sortie/client/records.ts";
import { kitWidgets } from "@sortie/forms/kit_widgets.tsx";
import type { FormsEnvironment } from "@sortie/forms/widgets.tsx";

export const fieldForms: FormsEnvironment = {
  widgets: kitWidgets,
  search: (object, text) => records.options(object, text),
  upload: uploadFile,
  fileUrl,
  hrefOf: (object, id) => `${import.meta.env.BASE_URL}records/${object}/${id}`,
  scan: null,
};

/** For a list whose rows are links themselves: a link inside a link can't be. */
export const withoutLinks: FormsEnvironment = { ...fieldForms, hrefOf: () => null };
