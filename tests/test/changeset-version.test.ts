import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { membersOf, publicPackages, readManifest, root } from "../support/workspace.ts";

const run = promisify(execFile);

const members = [...membersOf("packages"), ...membersOf("apps"), { folder: "tests", manifest: readManifest("tests") }];
const isPublic = (name: string): boolean => publicPackages.some(({ manifest }) => manifest.name === name);

/** What one member's manifest is changed to before the release. */
type Change = (manifest: Record<string, unknown>) => object;

/** Versions by package after a release with one changeset, in a copy of the manifests where all are at one version. */
async function versionsAfter(
  start: string,
  bump: "patch" | "minor",
  change: Change = () => ({}),
): Promise<Map<string, string>> {
  await using folder = await temporaryFolder();
  const copy = (path: string): Promise<void> => cp(join(root, path), join(folder.path, path), { recursive: true });
  await Promise.all(["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ".changeset/config.json"].map(copy));
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"));
  for (const member of members) {
    const path = join(folder.path, member.folder, "package.json");
    const manifest = JSON.parse(await readFile(join(root, member.folder, "package.json"), "utf8")) as Record<
      string,
      unknown
    >;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify({ ...manifest, version: start, ...change(manifest) }));
  }
  await writeFile(join(folder.path, ".changeset/one.md"), `---\n"@mlops/serve": ${bump}\n---\n\nAdds something.\n`);
  await run("git", ["init", "--quiet", "--initial-branch=main", folder.path]);
  await run(process.execPath, [join(root, "node_modules/@changesets/cli/bin.js"), "version"], { cwd: folder.path });

  const versions = members.map(async (member) => {
    const text = await readFile(join(folder.path, member.folder, "package.json"), "utf8");
    return [member.manifest.name, (JSON.parse(text) as { version: string }).version] as const;
  });
  return new Map(await Promise.all(versions));
}

/** All public packages at one version, the private ones where they were. */
const lifted = (version: string, from: string): Map<string, string> =>
  new Map(members.map(({ manifest: { name } }) => [name, isPublic(name) ? version : from]));

describe("a release", () => {
  it("with a minor change lifts every published package to the next minor, and no private one", async () => {
    expect(await versionsAfter("0.0.0", "minor")).toEqual(lifted("0.1.0", "0.0.0"));
    expect(await versionsAfter("0.7.3", "minor")).toEqual(lifted("0.8.0", "0.7.3"));
  });

  it("with a patch lifts them to the next patch", async () => {
    expect(await versionsAfter("0.7.3", "patch")).toEqual(lifted("0.7.4", "0.7.3"));
  });

  it("would lift them to 1.0.0 if an adapter's peer range were narrow: what the wide range is for", async () => {
    const narrow = { peerDependencies: { "@mlops/serve": "workspace:^" } };
    const versions = await versionsAfter("0.7.3", "minor", ({ name }) => (name === "@mlops/serve-onnx" ? narrow : {}));
    expect(versions.get("@mlops/quiz")).toBe("1.0.0");
  });
});

describe("the fixed group", () => {
  it("names every published package and nothing else", async () => {
    const config = JSON.parse(await readFile(join(root, ".changeset/config.json"), "utf8")) as { fixed: string[][] };
    const names = publicPackages.map(({ manifest }) => manifest.name);
    expect(config.fixed.map((group) => group.toSorted())).toEqual([names.toSorted()]);
  });
});
