import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { errorTable } from "../src/core/errors/codes.ts";
import { toProblem, toServeError } from "../src/core/errors/problem.ts";

describe("error codes", () => {
  it("have one heading each in docs/errors.md, with their status first", async () => {
    const text = await readFile(new URL("../../../docs/errors.md", import.meta.url), "utf8");
    const documented = [...text.matchAll(/^## (\S+)\n\n(\d{3})\./gm)].map(([, code, status]) => [code, Number(status)]);
    expect(documented).toEqual(Object.entries(errorTable).map(([code, { status }]) => [code, status]));
  });

  it("hide whatever is not the kit's own fault", () => {
    const problem = toProblem(toServeError(new TypeError("/etc/passwd")), "r");
    expect(problem).toMatchObject({ code: "internal", status: 500 });
    expect(JSON.stringify(problem)).not.toContain("passwd");
  });
});
