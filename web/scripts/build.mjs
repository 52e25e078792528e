// Builds each app into apps/<name>/dist; `node scripts/build.mjs field` builds one. Text is packed beside itself,
// as the program serves it (src/sortie/apps/api/static.py).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const TEXT = /\.(?:js|mjs|css|html|svg|json|webmanifest|wasm)$/;
const LEAST_BYTES = 500;

function pack(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    if (!TEXT.test(path)) continue;
    const content = readFileSync(path);
    if (content.length < LEAST_BYTES) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

const apps = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["console", "field", "portal"];
for (const app of apps) {
  await build({ root: `apps/${app}`, configFile: `apps/${app}/vite.config.ts`, logLevel: "warn" });
  pack(join("apps", app, "dist"));
  console.log(`built apps/${app}/dist`);
}
