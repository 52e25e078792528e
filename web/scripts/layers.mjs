// Runs dependency-cruiser on the floors and refuses a silent "0 modules": under a
// TypeScript it does not know it reports success without having read a file.

import { createRequire } from "node:module";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

const FEWEST_MODULES = 60;
const rules = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

const { output } = await cruise(
  ["packages", "apps"],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  rules.options.enhancedResolveOptions,
  { tsConfig: extractTSConfig("tsconfig.json") },
);

const own = output.modules.filter((module) => /^(packages|apps)\//.test(module.source));
for (const breach of output.summary.violations) {
  console.error(`${breach.rule.name}: ${breach.from} -> ${breach.to}`);
}
if (own.length < FEWEST_MODULES) {
  console.error(
    `layers: only ${own.length} modules were read (at least ${FEWEST_MODULES} expected): the check did not check`,
  );
  process.exit(1);
}
if (output.summary.error > 0) process.exit(1);
console.log(`layers: ${own.length} modules, ${output.summary.totalDependenciesCruised} imports, no breach`);
