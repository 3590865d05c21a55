import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { run } from "./memory-io.ts";

describe("mlops", () => {
  it("prints its version", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect(await run(["-v"])).toEqual(await run(["--version"]));
  });

  it.each([
    [["--help"], ["mlops <command> --help", "lesson", "Read, check, mend and convert lessons"]],
    [["-h"], ["mlops <command> --help", "lesson"]],
    [
      ["lesson", "--help"],
      ["mlops lesson", "parse", "Show what lessons hold"],
    ],
    [
      ["lesson", "parse", "--help"],
      ["mlops lesson parse", "<PATH>", "--json", "--profile=<auto|strict|scraped>"],
    ],
    [
      ["lesson", "parse", "a.md", "-h"],
      ["mlops lesson parse", "<PATH>"],
    ],
  ])("explains itself on standard output, without colours: %j", async (argv, expected) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const words of expected) expect(stdout).toContain(words);
    expect(stdout).not.toContain("\u001b");
  });

  it.each([
    [[], "a command is missing; see `mlops --help`"],
    [["lesson"], "a command is missing; see `mlops lesson --help`"],
    [["lessen"], "unknown command lessen; see `mlops --help`"],
    [["constructor"], "unknown command constructor; see `mlops --help`"],
    [["lesson", "pars"], "unknown command pars; see `mlops lesson --help`"],
    [["--verbose"], "unknown option --verbose; see `mlops --help`"],
    [["lesson", "--json", "parse"], "unknown option --json; see `mlops lesson --help`"],
    [["lesson", "parse"], "missing required positional argument: PATH; see `mlops lesson parse --help`"],
    [["lesson", "convert", "a.md", "b.md"], "unexpected argument b.md; see `mlops lesson convert --help`"],
    [["lesson", "parse", "a.md", "--yaml"], "unknown option --yaml; see `mlops lesson parse --help`"],
    [["lesson", "parse", "a.md", "--no-json"], "unknown option --no-json; see `mlops lesson parse --help`"],
    [["lesson", "parse", "a.md", "-j"], "unknown option -j; see `mlops lesson parse --help`"],
    [["lesson", "parse", "a.md", "--json=yes"], "--json takes no value; see `mlops lesson parse --help`"],
    [["lesson", "parse", "a.md", "--file=b.md"], "unknown option --file; see `mlops lesson parse --help`"],
  ])("says in one line what is wrong with %j", async (argv, message) => {
    expect(await run(argv, { "a.md": "# a" })).toEqual({ code: 2, stdout: "", stderr: `mlops: ${message}\n` });
  });

  it.each([["--profile", "loose"], ["--profile=loose"], ["--profile"], ["--profile", "--json"]])(
    "says which profiles there are: %j %j",
    async (...flags) => {
      const { code, stdout, stderr } = await run(["lesson", "parse", "a.md", ...flags], { "a.md": "# a" });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^mlops: invalid value .* auto, strict, scraped; see `mlops lesson parse --help`\n$/);
    },
  );

  it("reads what follows -- as a file", async () => {
    expect(await run(["lesson", "parse", "--", "--help"], { "--help": "# a" })).toMatchObject({ code: 0, stderr: "" });
  });
});
