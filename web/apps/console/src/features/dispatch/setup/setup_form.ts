import type { Row } from "@sortie/client/records.ts";

/** What every form of the setup is given. */
export interface SetupForm {
  /** null for a new one. */
  row: Row | null;
  readOnly: boolean;
  onSaved: (row: Row) => void;
}
