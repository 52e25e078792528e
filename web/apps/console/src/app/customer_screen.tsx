import { CustomerPage } from "../features/customers/customer_page.tsx";
import { CommandBar } from "../features/records/command_bar.tsx";
import { Notes } from "../features/records/notes.tsx";
import { Timeline } from "../features/records/timeline.tsx";
import "../features/records/records.css";

/** The customer's page with what every record has: its commands, notes and timeline. */
export function CustomerScreen() {
  return (
    <CustomerPage
      commands={(object, row) => <CommandBar object={object} row={row} />}
      notes={(id) => <Notes object="customer" id={id} />}
      timeline={(object, id) => <Timeline object={object} id={id} />}
    />
  );
}
