// One development server per app: console 5173, field 5174, portal 5175. `/api` goes to the program.
// SORTIE_FIXTURES=1 answers `/api` from dev/fixtures.ts instead.
import { createServer } from "vite";

const ports = { console: 5173, field: 5174, portal: 5175 };
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(ports);
for (const app of wanted) {
  const server = await createServer({
    root: `apps/${app}`,
    configFile: `apps/${app}/vite.config.ts`,
    server: { port: ports[app], strictPort: true, host: "127.0.0.1" },
  });
  await server.listen();
  console.log(`${app}: ${server.resolvedUrls.local[0]}`);
}
