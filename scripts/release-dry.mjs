// What a release would publish, without publishing: packs every public package, runs the gates over the tarballs and
// tells their names, versions, sizes and files. With `--out FOLDER` the tarballs are kept there.
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { consumersGate } from "./gates/consumers.mjs";
import { publishedGates } from "./gates/published.mjs";
import { sizesGate } from "./gates/sizes.mjs";
import { runGates } from "./lib/gate.mjs";
import { packOnce } from "./lib/packed.mjs";

const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
const { tarballs, remove } = packOnce();

try {
  const isGood = await runGates([...publishedGates(tarballs), sizesGate, consumersGate(tarballs)]);
  console.log("\nwould be published:");
  for (const { name, manifest, bytes, files } of await tarballs()) {
    console.log(`\n${name}@${manifest.version}, ${(bytes / 1024).toFixed(1)} KiB, ${files.length} files`);
    for (const [place, count] of Object.entries(byFolder(files))) console.log(`  ${place.padEnd(20)} ${count}`);
  }
  if (out !== undefined && isGood) {
    mkdirSync(out, { recursive: true });
    for (const { path } of await tarballs()) copyFileSync(path, join(out, basename(path)));
  }
  process.exitCode = isGood ? 0 : 1;
} finally {
  await remove();
}

/** How many files each top folder has; files at the top are named. */
function byFolder(files) {
  const counts = {};
  for (const file of files) {
    const top = file.includes("/") ? `${file.split("/")[0]}/` : file;
    counts[top] = (counts[top] ?? 0) + 1;
  }
  return counts;
}
