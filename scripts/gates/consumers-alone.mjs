// Each package alone, with nothing but what it declares: finds a dependency that only the others bring along.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installProject, runProgram } from "../lib/npm-project.mjs";
import { forEachOfTwo } from "../lib/run.mjs";

/** Entries that need an optional peer; the project with all packages has them. */
const needPeers = new Set([
  "@mlops/schema/zod",
  "@mlops/serve/auth/jwt",
  "@mlops/serve/metrics",
  "@mlops/serve/tracing",
  "@mlops/quiz/express",
  "@mlops/quiz/react",
  "@mlops/quiz/review",
]);
/** Packages of which only entries that need a peer are for Node alone. */
const forBrowsers = new Set(["@mlops/quiz"]);
/** Peers that are loaded only with a model: too large to fetch for a type check. */
const neverFetched = new Set(["onnxruntime-node"]);
/** The types of Node are an optional peer that every TypeScript program on Node has. */
const alwaysFetched = new Set(["@types/node"]);

const onNode = { lib: ["es2023"], types: ["node"] };
const inBrowser = { lib: ["es2023", "dom"], types: [] };

/** Installs each package alone, imports its entries and type-checks them; gives every fault. */
export async function checkAlone(folder, tarballs, compiler) {
  const found = await forEachOfTwo(tarballs, async (tarball) => {
    const place = join(folder, tarball.name.replace("/", "-"));
    const faults = await installProject(place, dependenciesOf(tarball, tarballs));
    if (faults.length > 0) return faults;
    const entries = entriesOf(tarball.manifest);
    const imports = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join("\n");
    await writeFile(join(place, "run.mjs"), imports);
    const types = entries.map((entry, index) => `export type Entry${index} = typeof import(${JSON.stringify(entry)});`);
    await writeFile(join(place, "types.ts"), types.join("\n"));
    // A package without Node's types among its peers is for browsers as well.
    const isForNode = "@types/node" in (tarball.manifest.peerDependencies ?? {}) && !forBrowsers.has(tarball.name);
    const platform = isForNode ? onNode : inBrowser;
    const compilerOptions = {
      module: "nodenext",
      target: "es2022",
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      ...platform,
    };
    await writeFile(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["types.ts"] }));
    faults.push(...(await runProgram(place, ["run.mjs"])), ...(await runProgram(place, [compiler, "-p", "."])));
    return faults.map((fault) => `${tarball.name} alone: ${fault}`);
  });
  return found.flat();
}

function entriesOf({ name, exports }) {
  return Object.keys(exports)
    .filter((path) => path !== "./package.json")
    .map((path) => name + path.slice(1))
    .filter((entry) => !needPeers.has(entry));
}

/** The package, the siblings that it needs as tarballs, and the peers that it cannot do without. */
function dependenciesOf(tarball, tarballs, seen = new Map()) {
  seen.set(tarball.name, `file:${tarball.path}`);
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = tarball.manifest;
  const isFetched = (name) =>
    alwaysFetched.has(name) || (peerDependenciesMeta[name]?.optional !== true && !neverFetched.has(name));
  const peers = Object.entries(peerDependencies).filter(([name]) => isFetched(name));
  for (const [name, range] of [...Object.entries(dependencies), ...peers]) {
    const sibling = tarballs.find((one) => one.name === name);
    if (sibling !== undefined && !seen.has(name)) dependenciesOf(sibling, tarballs, seen);
    else if (sibling === undefined && peers.some(([peer]) => peer === name))
      seen.set(name, name === "@types/node" ? "^20.19.0" : range);
  }
  return Object.fromEntries(seen);
}
