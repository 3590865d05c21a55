import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { defineModel, serve } from "@mlops/serve";
import { auth, apiKeys, bearerTokens } from "@mlops/serve/auth";
import { writeJson } from "../src/docs/browser/json-text.ts";
import { curlSnippet, fetchSnippet, pythonSnippet } from "../src/docs/browser/snippets.ts";
import type { Request } from "../src/docs/browser/snippets.ts";
import { sha256, tokenOf } from "./auth-support.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const run = promisify(execFile);
/** Values that mean something to a shell, to JavaScript and to Python. */
const hostile = [
  `'"$(touch /tmp/x)\`id\`\n\\n\\'!!%\${HOME} $HOME ; exit 1 #`,
  "'''\"\"\"\\",
  "\\u0027\\x27\t\r\n\u0000\u001b\u2028\u2029\ufeff",
  "é 漢字 😀",
];

const echo = defineModel("echo", {
  input: z.object({ texts: z.array(z.string()) }),
  output: z.object({ texts: z.array(z.string()) }),
}).predictOne((row) => row);

const token = tokenOf("shop");
let open: TestServer;
let guarded: TestServer;

beforeAll(async () => {
  open = await listen(serve([echo]));
  const methods = [bearerTokens([{ id: "a", token }]), apiKeys({ keys: [{ id: "b", sha256: sha256(token) }] })];
  guarded = await listen(serve([echo], { auth: auth({ methods }) }));
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await guarded[Symbol.asyncDispose]();
});

type Snippet = (request: Request) => string;
type Command = (code: string) => [program: string, args: string[]];

const isThere = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const python = ["/usr/bin/python3", "python3"].find(isThere) ?? "python3";

const languages: [language: string, needs: string[], snippet: Snippet, command: Command][] = [
  ["curl in bash", ["bash", "curl"], curlSnippet, (code) => ["bash", ["-c", code]]],
  ["fetch in Node", [], fetchSnippet, (code) => [process.execPath, ["--input-type=module", "-e", code]]],
  ["Python", [python], pythonSnippet, (code) => [python, ["-c", code]]],
];
/** Left out where a language is missing, but not where tests have to be complete. */
const cases = languages.map(([language, needs, snippet, command]) => {
  const missing = process.env["CI"] === "true" ? undefined : needs.find((program) => !isThere(program));
  const reason = missing === undefined ? "" : ` (left out: no ${missing} on this machine)`;
  return { language: language + reason, isMissing: missing !== undefined, snippet, command };
});

/** The last JSON that a program has printed, as it is: Node and Python print values in their own way. */
async function printedBy(code: string, command: Command): Promise<string> {
  const asJson = code
    .replace("console.log(response.status, await response.json());", "console.log(await response.text());")
    .replace("print(response.status, json.load(response))", "print(response.read().decode())");
  const [program, args] = command(asJson);
  const { stdout } = await run(program, args, {
    env: { ...process.env, MODEL_TOKEN: token, PYTHONIOENCODING: "utf-8" },
  });
  return stdout;
}

const row = { texts: hostile };
const bodies = [writeJson(row), JSON.stringify(row), `\n\t${JSON.stringify(row, undefined, "\t")} \r\n`];

describe.each(cases)("a program: $language", { timeout: 30_000 }, ({ isMissing, snippet, command }) => {
  const headers = [["content-type", "application/json"]] as const;

  it.skipIf(isMissing).each(bodies)("brings hostile texts to the server unchanged: %j", async (body) => {
    const code = snippet({ url: `${open.url}/models/echo/predict`, headers, body });
    expect(JSON.parse(await printedBy(code, command))).toEqual(row);
  });

  it.skipIf(isMissing)("prints status and answer as it is", async () => {
    const code = snippet({ url: `${open.url}/predict`, headers, body: '{"texts":["a"]}' });
    const [program, args] = command(code);
    const { stdout } = await run(program, args);
    expect(stdout).toMatch(/^(?:200 )?\{ ?['"]?texts['"]?: ?\[ ?['"]a['"] ?\] ?\}\s*$/);
  });

  it.skipIf(isMissing).each([
    ["a token", { header: "authorization", scheme: "Bearer " }],
    ["a key", { header: "x-api-key", scheme: "" }],
  ])("takes %s from the environment and does not hold it", async (_what, credential) => {
    const code = snippet({ url: `${guarded.url}/predict`, headers, credential, body: '{"texts":["a"]}' });
    expect(code).not.toContain(token);
    expect(JSON.parse(await printedBy(code, command))).toEqual({ texts: ["a"] });
  });

  it.skipIf(isMissing)("quotes header and URL too", async () => {
    const code = snippet({
      url: `${open.url}/models/echo/predict?a='"$(x)[1-3]{a,b}`,
      headers: [...headers, ["x-note", `'"$(x)\`id\`\\`]],
      body: JSON.stringify(row),
    });
    expect(JSON.parse(await printedBy(code, command))).toEqual(row);
  });
});
