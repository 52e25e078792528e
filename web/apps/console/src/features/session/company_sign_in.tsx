import { ApiError } from "@sortie/client/problem.ts";
import { useSay } from "@sortie/ui/language.ts";
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { waysIn } from "./api.ts";
import { WayIn } from "./frame.tsx";
import { signInWords as words } from "./words.ts";

/** The company's own sign-in service, found by the company's code; a full page change, as OIDC wants. */
export function CompanySignIn({ onBack }: { onBack: () => void }) {
  const say = useSay();
  const [code, setCode] = useState("");
  const [found, setFound] = useState<{ code: string; name: string }[] | null>(null);
  const [trouble, setTrouble] = useState("");
  const find = async (text: string): Promise<void> => {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return;
    setTrouble("");
    try {
      setFound(await waysIn.ofCompany(wanted));
      setCode(wanted);
    } catch (error) {
      setTrouble(error instanceof ApiError ? error.detail || error.title : say(words.offline));
    }
  };
  return (
    <WayIn title={say(words.company)}>
      <p>{say(words.companyHelp)}</p>
      {trouble ? <Alert type="error" showIcon title={trouble} /> : null}
      <Input.Search
        size="large"
        autoFocus
        aria-label={say(words.tenant)}
        placeholder={say(words.tenant)}
        enterButton={say(words.companyFind)}
        onSearch={(text) => void find(text)}
      />
      {found?.length === 0 ? <Alert type="info" showIcon title={say(words.companyNone)} /> : null}
      {found?.map((way) => (
        <Button
          key={way.code}
          size="large"
          type="primary"
          block
          href={`/api/v1/session/oidc/${encodeURIComponent(code)}/${encodeURIComponent(way.code)}`}
        >
          {say(words.companyGo, { name: way.name })}
        </Button>
      ))}
      <Button type="link" onClick={onBack}>
        {say(words.back)}
      </Button>
    </WayIn>
  );
}
