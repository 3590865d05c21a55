import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "../lib/npm-project.mjs";
import { forEachOfTwo } from "../lib/run.mjs";

const compilers = { 7: "node_modules/typescript/bin/tsc", 6: "node_modules/typescript-6/bin/tsc" };
const resolutions = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };

/** Type-checks a consumer's programs with every compiler and resolution; one of them also writes them to `out`. */
export async function typecheckAll(folder, include, name, more = {}) {
  const cases = Object.keys(compilers).flatMap((version) =>
    Object.keys(resolutions).map((resolution) => ({ version, resolution })),
  );
  const results = await forEachOfTwo(cases, async ({ version, resolution }) => {
    const isWritten = version === "7" && resolution === "nodenext";
    const emit = isWritten ? { outDir: "out", rootDir: "." } : { noEmit: true };
    const target = { target: "es2022", lib: ["es2023"], types: ["node"] };
    const compilerOptions = { ...target, ...resolutions[resolution], ...strict, ...emit, ...more };
    const config = `tsconfig.${name}.${version}.${resolution}.json`;
    await writeFile(join(folder, config), JSON.stringify({ compilerOptions, include }));
    const faults = await runProgram(folder, [compilers[version], "-p", config]);
    return faults.map((fault) => `TypeScript ${version}, ${resolution}, ${name}: ${fault}`);
  });
  return results.flat();
}
