import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer as createPlainServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineTensorModel, serve, tensor } from "@mlops/serve";
import { tensorflow } from "@mlops/serve/protocols/tensorflow";
import { listen } from "./support.ts";
import { python, runsPython } from "./tensorflow-python.ts";

const guide = await readFile(new URL("../../../docs/guides/tensorflow-serving.md", import.meta.url), "utf8");
const folder = new URL("../.vitest/tensorflow-guide/", import.meta.url);

/** The text of the only fenced block in a language. */
function block(language: string): string {
  const found = [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} blocks of ${language}`);
  return found[0];
}

/** A request that curl would send, and the answer that the guide shows. */
interface Shown {
  readonly data: string | undefined;
  readonly path: string;
  readonly answer: string;
}

const shown: Shown[] = block("sh")
  .trim()
  .split("\n\n")
  .map((text) => {
    const match = /^curl (?:-d '(?<data>[^']*)' )?http:\/\/localhost:8501(?<path>\S+)\n# (?<answer>.*)$/.exec(text);
    if (match?.groups === undefined) throw new Error(`not a request with its answer: ${text}`);
    const { data, path = "", answer = "" } = match.groups;
    return { data, path, answer };
  });

async function freePort(): Promise<number> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const programSchema = z.object({ server: z.custom<{ close(): Promise<void> }>() });

describe("the program in the guide to TensorFlow Serving", () => {
  let port: number;
  let close = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    port = await freePort();
    await mkdir(folder, { recursive: true });
    const file = new URL(`server-${port}.ts`, folder);
    await writeFile(file, `${block("ts").replace("8501", String(port))}\nexport { server };\n`);
    const { server } = programSchema.parse(await import(file.pathname));
    close = () => server.close();
  });
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(shown.map((one) => [`${one.path} ${one.data ?? ""}`, one] as const))(
    "answers as is shown: %s",
    async (_name, { data, path, answer }) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        ...(data !== undefined && {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: data,
        }),
      });
      expect(await response.text()).toBe(answer);
    },
  );

  it.skipIf(!runsPython)("answers the Python client that is shown", async () => {
    const code = block("python");
    const printed = /print\(.*\) {2}# (.*)$/m.exec(code)?.[1];
    const { stdout } = await promisify(execFile)(python, ["-c", code.replace("8501", String(port))]);
    expect(stdout).toBe(`${printed}\n`);
  });
});

describe("the table of KServe's meaning", () => {
  it("shows what is answered", async () => {
    const x = { x: tensor("FP32", "batch") };
    const model = defineTensorModel("my_model", { inputs: x, outputs: x }).predict((inputs) => ({ x: inputs.x }));
    const api = serve([model], { protocols: [tensorflow({ meaning: "kserve" })] });
    await api.ready();
    await using server = await listen(api);
    const rows = [...guide.matchAll(/^\| `GET (?<path>\/v1\/models(?:\/my_model)?)` +\| `(?<answer>[^`]+)`/gm)];
    expect(rows.map(({ groups }) => groups?.["path"])).toEqual(["/v1/models", "/v1/models/my_model"]);
    for (const { groups } of rows) {
      const answer: unknown = JSON.parse(groups?.["answer"] ?? "");
      expect(await (await server.get(groups?.["path"] ?? "")).json()).toEqual(answer);
    }
  });
});
