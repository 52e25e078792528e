import { defineConfig } from "vite";
import { viteFor } from "../../dev/vite_base.ts";

export default defineConfig(viteFor("field", "/m/"));
