// Gzipped size of what an app loads before its first screen: the module scripts, modulepreloads and
// stylesheets named in index.html, with everything those import statically. Fails over budget.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

// kB gz. The phone's budget is the architecture's; the console's keeps lazy routes lazy.
const budgets = {
  console: { js: 350, css: 25, base: "/console/" },
  field: { js: 120, css: 15, base: "/m/" },
  portal: { js: 120, css: 15, base: "/p/" },
};
const KB = 1000;

function initialFiles(dist, base) {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const files = new Set();
  const visit = (path) => {
    if (files.has(path)) return;
    files.add(path);
    if (!path.endsWith(".js")) return;
    const code = readFileSync(join(dist, path), "utf8");
    for (const [, specifier] of code.matchAll(/(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g)) {
      visit(join("assets", basename(specifier)));
    }
  };
  for (const [, url] of html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)) visit(url.replace(base, ""));
  return [...files];
}

const report = {};
let over = false;
for (const [app, budget] of Object.entries(budgets)) {
  const dist = join("apps", app, "dist");
  if (!existsSync(join(dist, "index.html"))) {
    console.error(`size: ${dist} is missing: run npm run build first`);
    process.exit(1);
  }
  const sum = { js: 0, css: 0 };
  for (const file of initialFiles(dist, budget.base)) {
    sum[file.endsWith(".css") ? "css" : "js"] +=
      gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / KB;
  }
  for (const kind of ["js", "css"]) {
    const bad = sum[kind] > budget[kind];
    over ||= bad;
    console.log(
      `${app} ${kind} ${sum[kind].toFixed(1)} kB gz of ${budget[kind]}${bad ? "  OVER BUDGET" : ""}`,
    );
  }
  report[app] = { js_kb: Number(sum.js.toFixed(1)), css_kb: Number(sum.css.toFixed(1)) };
}
console.log(JSON.stringify(report));
process.exit(over ? 1 : 0);
