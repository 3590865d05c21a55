// All packages in one consumer's project: programs that use them, and their types under every supported compiler.
import { cp, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installProject, runProgram } from "../lib/npm-project.mjs";
import { forEachOfTwo } from "../lib/run.mjs";
import { root } from "../lib/workspace.mjs";

const libraries = {
  "@types/express": "5.0.6",
  "@types/express-4": "npm:@types/express@4.17.25",
  "@types/node": "^20.19.0",
  express: "^5.0.0",
  "express-4": "npm:express@^4.21.0",
  "onnxruntime-node": "^1.23.0",
  "prom-client": "^15.0.0",
  typescript: "7.0.2",
  "typescript-6": "npm:typescript@6.0.3",
  zod: "^4.0.0",
};

const compilers = { 7: "node_modules/typescript/bin/tsc", 6: "node_modules/typescript-6/bin/tsc" };
const resolutions = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };

/** Installs the project and tries everything in it; gives every fault. */
export async function checkTogether(folder, tarballs) {
  const own = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const faults = await installProject(folder, { ...own, ...libraries });
  if (faults.length > 0) return faults;
  await cp(join(root, "tests/consumers/together"), folder, { recursive: true });

  const programs = [["esm.mjs"], ["cjs.cjs"]];
  faults.push(...(await forEachOfTwo(programs, (args) => runProgram(folder, args, "ok"))).flat());
  faults.push(...(await runProgram(folder, ["node_modules/@mlops/cli/bin/mlops.js", "--help"])));

  faults.push(...(await typecheck(folder, ["*.ts"], "express")));
  faults.push(
    ...(
      await forEachOfTwo(["out/express-5.js", "out/express-4.js"], (file) => runProgram(folder, [file], "ok"))
    ).flat(),
  );

  await rename(join(folder, "node_modules/@types/express"), join(folder, "types-express-put-away"));
  await rename(join(folder, "node_modules/@types/express-4"), join(folder, "types-express-4-put-away"));
  faults.push(...(await typecheck(folder, ["without-express.ts"], "no-express")));
  return faults;
}

/** Type-checks with every compiler and resolution; one of them also writes the programs to `out`. */
async function typecheck(folder, include, name) {
  const cases = Object.keys(compilers).flatMap((version) =>
    Object.keys(resolutions).map((resolution) => ({ version, resolution })),
  );
  const results = await forEachOfTwo(cases, async ({ version, resolution }) => {
    const isWritten = version === "7" && resolution === "nodenext";
    const emit = isWritten ? { outDir: "out", rootDir: "." } : { noEmit: true };
    const target = { target: "es2022", lib: ["es2023"], types: ["node"] };
    const compilerOptions = { ...target, ...resolutions[resolution], ...strict, ...emit };
    const config = `tsconfig.${name}.${version}.${resolution}.json`;
    await writeFile(join(folder, config), JSON.stringify({ compilerOptions, include }));
    const faults = await runProgram(folder, [compilers[version], "-p", config]);
    return faults.map((fault) => `TypeScript ${version}, ${resolution}, ${name}: ${fault}`);
  });
  return results.flat();
}
