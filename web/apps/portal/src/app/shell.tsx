import { Boundary } from "@sortie/ui/boundary.tsx";
import { Button } from "@sortie/ui/button.tsx";
import { setDisplayMode, useDisplayMode } from "@sortie/ui/display_mode.ts";
import { setLanguage, useLanguage, useSay } from "@sortie/ui/language.ts";
import { usePath } from "@sortie/ui/router.tsx";
import { Skeleton } from "@sortie/ui/skeleton.tsx";
import { Suspense } from "react";
import { screenAt } from "./screens.tsx";
import "./shell.css";
import { appWords } from "./words.ts";

/** The customer's page: nobody signs in here; the link is the key. */
export function Shell() {
  const say = useSay();
  const lang = useLanguage();
  const { elder } = useDisplayMode();
  const path = usePath();
  return (
    <div className="p-frame">
      <header className="p-head">
        <h1 className="p-head__name">{say(appWords.product)}</h1>
        <Button
          className="p-on-brand"
          kind="quiet"
          size="s"
          icon="text_size"
          aria-pressed={elder}
          onClick={() => setDisplayMode({ elder: !elder })}
        >
          {say(appWords.elder)}
        </Button>
        <Button
          className="p-on-brand"
          kind="quiet"
          size="s"
          onClick={() => setLanguage(lang === "en" ? "zh-CN" : "en")}
        >
          {say(appWords.language)}
        </Button>
      </header>
      <main className="p-main">
        <Boundary at={path}>
          <Suspense fallback={<Skeleton />}>{screenAt(path)}</Suspense>
        </Boundary>
      </main>
    </div>
  );
}
