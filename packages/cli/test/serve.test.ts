import { createServer } from "node:net";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "./memory-io.ts";

async function fileWith(name: string, text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "mlops-serve-")), name);
  await writeFile(path, text);
  return path;
}

const kit = new URL("../../serve/dist/index.js", import.meta.url).href;
const model = `
import { defineTensorModel, tensor } from ${JSON.stringify(kit)};
const x = { x: tensor("FP64", "batch") };
export const one = defineTensorModel("one", { inputs: x, outputs: x }).predict(({ x }) => ({ x: x.data }));
`;

describe("mlops serve", () => {
  it("says what it serves and where, and ends with 0 when it is told to stop", async () => {
    const { code, stdout, stderr } = await run(["serve", await fileWith("a.mjs", model), "--port", "0"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^one\/1 on http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it.each(["none", "tensorflow,openinference,mlflow,seldon", "kserve"])("speaks the protocols %s", async (list) => {
    const argv = ["serve", await fileWith("a.mjs", model), "--port", "0", "--protocol", list];
    expect(await run(argv)).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [["serve"], "missing required positional argument: MODEL; see `mlops serve --help`"],
    [["serve", "missing.onnx"], "missing.onnx cannot be read"],
    [["serve", "name="], '"name=" names no file'],
    [["serve", "name=a.mjs"], 'only a file of ONNX can be given a name, not "a.mjs"'],
    [["serve", "a.onnx", "--port", "x"], "a.onnx cannot be read"],
  ])("refuses %j in one line", async (argv, message) => {
    expect(await run(argv)).toEqual({ code: 2, stdout: "", stderr: `mlops: ${message}\n` });
  });

  it.each([
    ["a module that is not there", [], "missing.mjs", "cannot be loaded"],
    ["a module without a model", [], "export const one = 1;", "exports no model"],
    ["a module that throws", [], "throw new Error('no weights');", "cannot be loaded: no weights"],
    ["a port that is none", ["--port", "65536"], model, '--port takes a whole number from 0 to 65535, not "65536"'],
    ["a protocol that is none", ["--protocol", "grpc"], model, 'or none, not "grpc"'],
    ["two meanings of one path", ["--protocol", "kserve,tensorflow"], model, "different things by the same paths"],
    ["an unknown default", ["--default", "two"], model, "The default model two is not served; there are one"],
    [
      "a host that is not this machine's",
      ["--host", "192.0.2.1"],
      model,
      "192.0.2.1 is not an address of this machine",
    ],
  ])("refuses %s", async (_what, options, text, message) => {
    const path = text.endsWith(".mjs") ? text : await fileWith("a.mjs", text);
    const { code, stderr } = await run(["serve", path, "--port", "0", ...options]);
    expect(code).toBe(2);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(message);
  });

  it("names the port that is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const { code, stderr } = await run(["serve", await fileWith("a.mjs", model), "--port", port]);
    expect([code, stderr]).toEqual([2, `mlops: Port ${port} of 127.0.0.1 is in use\n`]);
    other.close();
  });
});
