// Writes where the packages come from into every manifest that is published. A package with provenance has to name the
// repository that its workflow ran in, and only the workflow knows it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "./lib/workspace.mjs";

const { GITHUB_REPOSITORY: repository = "", GITHUB_SERVER_URL: server = "https://github.com" } = process.env;
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
  console.error(`GITHUB_REPOSITORY is owner/name, not ${JSON.stringify(repository)}`);
  process.exit(2);
}

for (const { folder, manifest } of publicPackages()) {
  const field = { type: "git", url: `git+${server}/${repository}.git`, directory: folder };
  const text = JSON.stringify({ ...manifest, repository: field }, undefined, 2);
  writeFileSync(join(root, folder, "package.json"), `${text}\n`);
  console.log(`${manifest.name}: ${field.url}, ${folder}`);
}
