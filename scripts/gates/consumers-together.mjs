// All packages in one consumer's project: programs that use them, and their types under every supported compiler.
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { installProject, runProgram } from "../lib/npm-project.mjs";
import { forEachOfTwo } from "../lib/run.mjs";
import { root } from "../lib/workspace.mjs";
import { typecheckAll } from "./consumer-types.mjs";

const libraries = {
  "@opentelemetry/api": "^1.9.0",
  "@types/express": "5.0.6",
  "@types/express-4": "npm:@types/express@4.17.25",
  "@types/node": "^20.19.0",
  express: "^5.0.0",
  "express-4": "npm:express@^4.21.0",
  ioredis: "^6.0.0",
  jose: "^6.0.0",
  "onnxruntime-node": "^1.23.0",
  "prom-client": "^15.0.0",
  typescript: "7.0.2",
  "typescript-6": "npm:typescript@6.0.3",
  zod: "^4.0.0",
};

/** Installs the project and tries everything in it; gives every fault. */
export async function checkTogether(folder, tarballs) {
  const own = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const faults = await installProject(folder, { ...own, ...libraries });
  if (faults.length > 0) return faults;
  await cp(join(root, "tests/consumers/together"), folder, { recursive: true });

  const programs = [
    ["esm.mjs"],
    ["cjs.cjs"],
    ["try-ten-lines.mjs"],
    ["existing-app.mjs", "express"],
    ["existing-app.mjs", "express-4"],
  ];
  faults.push(...(await forEachOfTwo(programs, (args) => runProgram(folder, args, "ok"))).flat());
  faults.push(...(await runProgram(folder, ["node_modules/@mlops/cli/bin/mlops.js", "--help"])));

  faults.push(...(await typecheckAll(folder, ["*.ts"], "express")));
  faults.push(
    ...(
      await forEachOfTwo(["out/express-5.js", "out/express-4.js"], (file) => runProgram(folder, [file], "ok"))
    ).flat(),
  );

  await rename(join(folder, "node_modules/@types/express"), join(folder, "types-express-put-away"));
  await rename(join(folder, "node_modules/@types/express-4"), join(folder, "types-express-4-put-away"));
  faults.push(...(await typecheckAll(folder, ["without-express.ts"], "no-express")));
  return faults;
}
