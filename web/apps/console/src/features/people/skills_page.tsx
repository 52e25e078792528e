import { may } from "@sortie/client/metadata.ts";
import { useObject } from "@sortie/client/queries.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { ConsolePage } from "../../kit/page.tsx";
import { Tabs } from "../../kit/tabs.tsx";
import { Certificates } from "./certificates.tsx";
import { SkillMatrix } from "./skill_matrix.tsx";
import { peopleWords as words } from "./words.ts";
import { Workload } from "./workload.tsx";

/** Who can do what, how well, and by which papers. */
export function SkillsPage() {
  const say = useSay();
  const certificate = useObject("certificate");
  return (
    <ConsolePage
      title={say(words.skills)}
      actions={
        certificate && may(certificate, "create") ? (
          <Link to="/records/$object/new" params={{ object: "certificate" }}>
            <Button tabIndex={-1}>
              {say(words.new)} {say(certificate.label)}
            </Button>
          </Link>
        ) : null
      }
    >
      <Tabs
        items={[
          { key: "skills", label: say(words.skills), children: <SkillMatrix /> },
          ...(certificate
            ? [{ key: "certificates", label: say(words.certificates), children: <Certificates /> }]
            : []),
          { key: "workload", label: say(words.workload), children: <Workload /> },
        ]}
      />
    </ConsolePage>
  );
}
