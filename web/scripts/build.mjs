// Builds each app into apps/<name>/dist; `node scripts/build.mjs field` builds one.
import { build } from "vite";

const apps = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["console", "field", "portal"];
for (const app of apps) {
  await build({ root: `apps/${app}`, configFile: `apps/${app}/vite.config.ts`, logLevel: "warn" });
  console.log(`built apps/${app}/dist`);
}
