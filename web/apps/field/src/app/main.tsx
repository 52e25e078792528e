import "@sortie/tokens/tokens.css";
import "@sortie/tokens/base.css";
import { applyDisplayMode } from "@sortie/ui/display_mode.ts";
import { setRouterBase } from "@sortie/ui/router.tsx";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../kit/field.css";
import { Providers } from "./providers.tsx";
import { Shell } from "./shell.tsx";

applyDisplayMode();
setRouterBase(import.meta.env.BASE_URL);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <Shell />
      </Providers>
    </StrictMode>,
  );
}
