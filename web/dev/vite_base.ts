import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { UserConfig } from "vite";
import { fixtures } from "./fixtures.ts";

const PROGRAM = process.env.SORTIE_DEV_API ?? "http://127.0.0.1:8000";

/** The shared build: served by the program under `base`, no inline script or style in the page. */
export function viteFor(app: string, base: string): UserConfig {
  const withFixtures = process.env.SORTIE_FIXTURES === "1";
  return {
    root: fileURLToPath(new URL(`../apps/${app}`, import.meta.url)),
    base,
    plugins: [react(), ...(withFixtures ? [fixtures()] : [])],
    build: {
      outDir: "dist",
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
    },
    server: withFixtures ? {} : { proxy: { "/api": { target: PROGRAM, changeOrigin: false } } },
  };
}
