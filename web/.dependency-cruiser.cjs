// The floors of the web: tokens → ui → client → sync → forms → map → an app's kit → features → app. An import goes down only.
const floors = [
  ["tokens", "^packages/tokens/"],
  ["ui", "^packages/ui/"],
  ["client", "^packages/client/"],
  ["sync", "^packages/sync/"],
  ["forms", "^packages/forms/"],
  ["map", "^packages/map/"],
  ["kit", "^apps/[^/]+/src/kit/"],
  ["features", "^apps/[^/]+/src/features/"],
  ["app", "^apps/[^/]+/src/app/"],
];

// Client and sync know the wire, the kit knows the screen: neither may lean on the other.
const apart = [
  {
    name: "client-stands-without-the-kit",
    severity: "error",
    from: { path: "^packages/client/" },
    to: { path: "^packages/(ui|tokens)/" },
  },
  {
    name: "features-never-import-each-other",
    severity: "error",
    from: { path: "^apps/([^/]+)/src/features/([^/]+)/" },
    to: { path: "^apps/[^/]+/src/features/", pathNot: "^apps/$1/src/features/$2/" },
  },
  {
    name: "apps-never-import-each-other",
    severity: "error",
    from: { path: "^apps/([^/]+)/" },
    to: { path: "^apps/", pathNot: "^apps/$1/" },
  },
  {
    name: "antd-lives-in-the-console",
    severity: "error",
    from: { path: "^(packages|apps/(field|portal))/" },
    // drawing a QR code needs nothing of antd; the phone loads it when the key is shown
    to: {
      path: "node_modules/(antd|@ant-design|@rc-component)/",
      pathNot: "node_modules/@rc-component/qrcode/",
    },
  },
  { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
];

const stairs = floors.flatMap(([name, path], index) => {
  const above = floors.slice(index + 1).map(([, higher]) => higher);
  if (above.length === 0) return [];
  return [{ name: `${name}-imports-downward-only`, severity: "error", from: { path }, to: { path: above } }];
});

module.exports = {
  forbidden: [...stairs, ...apart],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(/dist/|\\.css($|\\?)|\\.css\\?)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
    },
  },
};
