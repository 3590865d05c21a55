import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run as runCommand } from "./memory-io.ts";
import type { Files, Outcome, World } from "./memory-io.ts";
import { everyProtocol, listen } from "./model-server.ts";
import type { TestServer } from "./model-server.ts";

let server: TestServer;

beforeAll(async () => {
  const api = everyProtocol();
  await api.ready();
  server = await listen(api);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const never = new Promise<"SIGINT">(() => {});

/** Runs the command against the server; nobody tells it to stop. */
function predict(argv: readonly string[], files: Files = {}, world: World = {}): Promise<Outcome> {
  return runCommand(["predict", "--url", server.url, ...argv], files, { stop: never, ...world });
}

const setosa = '{"features":[5.1,3.5,1.4,0.2]}';
const other = '{"features":[6.7,3,5.2,2.3],"n":2}';
const answers = '{"sum":10.2,"species":"setosa","n":0}\n{"sum":17.2,"species":"other","n":2}\n';

describe("mlops predict", () => {
  it("asks for one row and prints its answer", async () => {
    expect(await predict(["--row", setosa])).toEqual({
      code: 0,
      stdout: '{"sum":10.2,"species":"setosa","n":0}\n',
      stderr: "",
    });
  });

  it.each([
    ["rows.json", `[${setosa}, ${other}]`],
    ["rows.ndjson", `${setosa}\n\n${other}\n`],
    ["rows.csv", '"features",n\r\n"[5.1,3.5,1.4,0.2]",\r\n"[6.7,3,5.2,2.3]",2\r\n'],
  ])("prints an answer on a line for each row of %s, in order", async (file, text) => {
    expect(await predict(["--file", file], { [file]: text })).toEqual({ code: 0, stdout: answers, stderr: "" });
    expect(await predict([file, "--batch", "1"], { [file]: text })).toEqual({ code: 0, stdout: answers, stderr: "" });
  });

  it("reads rows from standard input, as lines of JSON unless told otherwise", async () => {
    expect((await predict(["-"], { "-": `${setosa}\n${other}` })).stdout).toBe(answers);
    expect((await predict(["-", "--format", "json"], { "-": `[${setosa},${other}]` })).stdout).toBe(answers);
  });

  it("keeps the order over many batches, each of at most as many rows as it was told", async () => {
    const rows = Array.from({ length: 250 }, (_, n) => JSON.stringify({ features: [n, 0, 0, 0] }));
    const { code, stdout } = await predict(["-", "--batch", "7"], { "-": rows.join("\n") });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).sum),
    ).toEqual(rows.map((_, n) => n));
  });

  it.each([
    ["tensorflow", ["--model", "doubler", "--version", "1"], "[1,2,3]\n[4,5,6]", "[2,4,6]\n[8,10,12]\n"],
    ["tensorflow", ["--model", "doubler", "--label", "canary"], "[1,2,3]", "[3,6,9]\n"],
    ["tensorflow", ["--model", "counter"], "9007199254740993\n-1", "9007199254740993\n-1\n"],
    ["openinference", ["--model", "doubler"], '{"x":[1,2,3]}\n[4,5,6]', '{"y":[3,6,9]}\n{"y":[12,15,18]}\n'],
    ["openinference", ["--model", "doubler", "--version", "1"], "[1,2,3]", '{"y":[2,4,6]}\n'],
    ["openinference", ["--model", "counter"], "9007199254740993", '{"count":9007199254740993}\n'],
    [
      "openinference",
      ["--model", "means"],
      "[1,2]\n[3]\n[4]\n[]",
      '{"mean":1.5}\n{"mean":3}\n{"mean":4}\n{"mean":0}\n',
    ],
    [
      "openinference",
      ["--model", "halves"],
      '{"half":[1.5,-65504],"brain":3}\n{"half":[1e-7,0.333251953125],"brain":-0.5}',
      '{"half":[1.5,-65504],"brain":3}\n{"half":[1.1920928955078125e-7,0.333251953125],"brain":-0.5}\n',
    ],
    ["mlflow", [], `${setosa}\n${other}`, answers],
    ["seldon", [], `${setosa}\n${other}`, answers],
    ["native", ["--model", "lengths"], '{"text":"äb"}', '{"length":3,"text":"äb"}\n'],
    ["native", ["--model", "doubler", "--version", "1"], '{"x":[1,2,3]}', '{"y":[2,4,6]}\n'],
  ])("speaks %s with %j", async (protocol, options, input, output) => {
    expect(await predict(["-", "--protocol", protocol, ...options], { "-": input })).toEqual({
      code: 0,
      stdout: output,
      stderr: "",
    });
  });

  it("gives back every datatype as it came, by the server's own description", async () => {
    const row = {
      flag: [true, false],
      u8: [0, 255],
      u16: [0, 65_535],
      u32: [0, 4_294_967_295],
      i8: [-128, 127],
      i16: [-32_768, 32_767],
      i32: [-2_147_483_648, 2_147_483_647],
      single: [0.5, -3.25],
      double: [0.1, 1e300],
      text: ["ä", ""],
    };
    const big = '"u64":[18446744073709551615,0],"i64":[-9223372036854775808,9223372036854775807]';
    const text = `${JSON.stringify(row).slice(0, -1)},${big}}`;
    const { stdout, stderr } = await predict(["--row", text, "--protocol", "openinference", "--model", "mirror"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(JSON.parse(text));
    expect(stdout).toContain(big.slice(0, big.indexOf("]") + 1));
    expect(stdout).toContain(big.slice(big.indexOf('"i64"')));
  });
});

describe("a row that has no answer", () => {
  const rows = `${setosa}\n{"features":[1]}\nnot json\n{"features":[1,2,3,4],"n":7}\n${other}\n`;

  it.each(["native", "mlflow", "seldon"])(
    "leaves its neighbours alone, and is told with its place: %s",
    async (protocol) => {
      const { code, stdout, stderr } = await predict(["-", "--protocol", protocol], { "-": rows });
      expect(code).toBe(1);
      const [first = "", last = ""] = answers.split("\n");
      expect(stdout.split("\n")).toEqual([first, "null", "null", "null", last, ""]);
      const told = stderr.trim().split("\n");
      expect(told).toHaveLength(4);
      expect(told[0]).toMatch(/^mlops: row 1 \(line 2\): .*features/);
      expect(told[1]).toMatch(/^mlops: row 2 \(line 3\): not JSON: /);
      expect(told[2]).toMatch(/^mlops: row 3 \(line 4\): .*There is no flower of this number/);
      expect(told[3]).toBe("mlops: 3 of 5 rows failed");
    },
  );

  it("is an object with its number and its fault with --json", async () => {
    const { code, stdout, stderr } = await predict(["-", "--json"], { "-": rows });
    expect([code, stderr]).toEqual([1, "mlops: 3 of 5 rows failed\n"]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ row, line }) => [row, line])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
    expect(lines[0]).toEqual({ row: 0, line: 1, output: { sum: 10.2, species: "setosa", n: 0 } });
    expect(lines[1].error).toMatchObject({ code: "invalid-input", errors: [{ pointer: "/features" }] });
    expect(lines[3].error).toMatchObject({ code: "row-failed" });
  });

  it("is not sent where the server's description says that it cannot fit", async () => {
    const input = '{"x":[1,2,3]}\n{"x":[1,2]}\n{"z":1}\n5\n{"x":[[1],2,3]}\n[4,5,6]\n';
    const { code, stdout, stderr } = await predict(["-", "--protocol", "openinference", "--model", "doubler"], {
      "-": input,
    });
    expect(code).toBe(1);
    expect(stdout).toBe('{"y":[3,6,9]}\nnull\nnull\nnull\nnull\n{"y":[12,15,18]}\n');
    expect(stderr).toContain("row 1 (line 2): the input x takes lists of [3]");
    expect(stderr).toContain("row 2 (line 3): the model has no input z; it has x");
  });

  it("ends the command with 1 when it is the only one", async () => {
    const { code, stdout, stderr } = await predict(["--row", '{"features":"\\u001b[2J"}']);
    expect([code, stdout]).toEqual([1, "null\n"]);
    expect(stderr).toMatch(/^mlops: row: 422 invalid-input: One value is not as it should be\. \[.*\/features.*\]\n$/);
  });
});

describe("a hostile file", () => {
  const deep = "[".repeat(100_000);
  const lines: [text: string | Uint8Array, fault: RegExp][] = [
    ['{"features":[1,2,3,1e400]}', /too large for a double/],
    ['{"features":[NaN,2,3,4]}', /not JSON/],
    [`{"features":${deep}`, /not JSON/],
    [`${deep}${"]".repeat(100_000)}`, /nest more than 100 levels/],
    ['{"__proto__":{"features":[1,2,3,4]}}', /invalid-input/],
    ['{"features":[1,2,3,4],"features":[4,3,2,1]}', /a name twice/],
    [Uint8Array.of(0x22, 0xff, 0x22), /not UTF-8/],
    ['"\\ud800"', /invalid-input/],
    [`"${"x".repeat(200_000)}"`, /too long|bytes/],
    ["{}\u0000", /not JSON/],
  ];

  it("has a line for each of its rows, whatever they are, and good ones between them are answered", async () => {
    const bytes = Buffer.concat(
      lines.flatMap(([text]) => [
        Buffer.from(`${setosa}\n`),
        typeof text === "string" ? Buffer.from(text) : text,
        Buffer.from("\n"),
      ]),
    );
    const { code, stdout, stderr } = await predict(["-", "--batch", "50"], { "-": bytes });
    expect(code).toBe(1);
    const [good] = answers.split("\n");
    expect(stdout.trim().split("\n")).toEqual(lines.flatMap(() => [good, "null"]));
    const told = stderr.trim().split("\n");
    for (const [at, [, fault]] of lines.entries()) {
      expect(told[at]).toContain(`row ${2 * at + 1} (line ${2 * at + 2})`);
      expect(told[at]).toMatch(fault);
      expect(told[at]?.length).toBeLessThan(1_100);
    }
    expect(stderr).not.toMatch(/[^\n\x20-\x7e…]/u);
  });

  it.each([
    ["[1, 2", "row 1 (line 1): not JSON: the list does not end"],
    ["[1] 2", "row 1 (line 1): not JSON: the list does not end, or something stands after it"],
    ["[1,,2]", "row 1 (line 1): not JSON"],
    ["[1,]", "row 1 (line 1): not JSON"],
    ["", ""],
    ["[]", ""],
    ["[\n\n 1,\n 2]", "row 1 (line 4): "],
  ])("that is the list %j is told with its place", async (text, place) => {
    const { stderr } = await predict(["-", "--format", "json"], { "-": text });
    if (place === "") expect(stderr).toBe("");
    else expect(stderr).toContain(place);
  });

  it.each([
    ["a,b\n1\n", "row 0 (line 2): expected 2 cells, received 1"],
    ['a,b\n"1,2\n', "row 0 (line 2): a quote stands where none may"],
    ['a,b\n1,x"y\n', "row 0 (line 2): a quote stands where none may"],
    ['a,b\n"x\ny",1\n1\n', "row 1 (line 4): expected 2 cells, received 1"],
  ])("that is the CSV %j is told with its place", async (text, place) => {
    expect((await predict(["-", "--format", "csv"], { "-": text })).stderr).toContain(place);
  });
});

describe("the end of the command", () => {
  it("comes when nobody reads its output any more, without a word", async () => {
    const rows = Array.from({ length: 500 }, () => setosa).join("\n");
    const { code, stdout, stderr } = await predict(["-", "--batch", "1"], { "-": rows }, { reads: 3 });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trim().split("\n")).toHaveLength(4);
  });

  it("comes when it is told to stop, in the middle of waiting for an answer", async () => {
    let tell = (_signal: "SIGINT" | "SIGTERM"): void => {};
    const stop = new Promise<"SIGINT" | "SIGTERM">((resolve) => (tell = resolve));
    await using silent = await listen(() => {
      tell("SIGTERM");
    });
    expect(await runCommand(["predict", "--url", silent.url, "--row", "1"], {}, { stop })).toEqual({
      code: 143,
      stdout: "",
      stderr: "",
    });
  });

  it("has shown progress only where somebody watches", async () => {
    const rows = { "-": Array.from({ length: 250 }, () => setosa).join("\n") };
    expect((await predict(["-"], rows)).stderr).toBe("");
    const { stderr } = await predict(["-"], rows, { showsProgress: true });
    expect(stderr).toBe("100 rows, 0 failed\r\u001b[K200 rows, 0 failed\r\u001b[K");
  });

  it("comes for the program itself at once by SIGINT while standard input is open", async () => {
    const bin = fileURLToPath(new URL("../bin/mlops.js", import.meta.url));
    const child = spawn(process.execPath, [bin, "predict", "--url", server.url, "-", "--batch", "1"]);
    const ended = new Promise<[number | null, string | null]>((resolve) => {
      child.on("close", (code, signal) => {
        resolve([code, signal]);
      });
    });
    child.stdin.on("error", () => {});
    child.stdin.write(`${setosa}\n`);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
  });

  it("comes for the program itself when its reader goes away, while there is more to send", async () => {
    const bin = fileURLToPath(new URL("../bin/mlops.js", import.meta.url));
    const child = spawn(process.execPath, [bin, "predict", "--url", server.url, "-", "--batch", "1"]);
    const ended = new Promise<number | null>((resolve) => {
      child.on("close", (code) => {
        resolve(code);
      });
    });
    let stderr = "";
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    child.stdin.on("error", () => {});
    child.stdin.write(`${setosa}\n`.repeat(20_000));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.stdout.destroy();
    expect([await ended, stderr]).toEqual([0, ""]);
  });

  it("has used little memory for a large file", async () => {
    await using echo = await listen((request, response) => {
      let rows = 1;
      request.on("data", (piece: Buffer) => (rows += piece.toString("latin1").split(",[").length - 1));
      request.on("end", () => response.end(JSON.stringify({ predictions: Array.from({ length: rows }, () => 0) })));
    });
    const bin = fileURLToPath(new URL("../bin/mlops.js", import.meta.url));
    const file = join(await mkdtemp(join(tmpdir(), "mlops-predict-")), "rows.ndjson");
    await writeFile(file, `[${"0.123456789,".repeat(80)}0]\n`.repeat(100_000));
    const argv = ["--max-old-space-size=48", bin, "predict", "--url", echo.url, file];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
    let length = 0;
    let stderr = "";
    child.stdout.on("data", (piece: Buffer) => (length += piece.length));
    child.stderr.on("data", (piece: Buffer) => (stderr += piece.toString()));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, stderr, length]).toEqual([0, "", 200_000]);
  });
});

describe("options that mean nothing", () => {
  const url = ["--url", "http://127.0.0.1:1"];
  it.each([
    [["--row", "1"], "--url is missing"],
    [["--url", "localhost:80", "--row", "1"], "--url takes the URL of a server"],
    [["--url", "http://me:secret@127.0.0.1", "--row", "1"], "--url takes no user and password"],
    [url, "the rows are one of --row, --file and - for standard input"],
    [[...url, "--row", "1", "-"], "the rows are one of"],
    [[...url, "--row", "{"], "--row is not JSON"],
    [[...url, "rows.txt"], "--format is missing"],
    [[...url, "missing.json"], "cannot read missing.json: there is no such file"],
    [[...url, "-", "--batch", "0"], "--batch takes a whole number from 1 to 100000"],
    [[...url, "-", "--batch", "100001"], "--batch takes a whole number from 1 to 100000"],
    [[...url, "-", "--timeout", "x"], "--timeout takes a whole number"],
    [[...url, "-", "--token-env", "NONE"], "the variable NONE holds no token"],
    [[...url, "-", "--header", "novalue"], "--header takes `name: value`"],
    [[...url, "-", "--header", "Host: x"], "--header cannot set host"],
    [[...url, "-", "--protocol", "tensorflow"], "--model is missing"],
    [[...url, "-", "--protocol", "mlflow", "--model", "m"], "--model has no place in the protocol mlflow"],
    [[...url, "-", "--label", "l"], "--label goes with --protocol tensorflow"],
    [[...url, "-", "--texts", "a"], "--texts goes with CSV"],
    [[...url, "-", "--format", "csv", "--texts", "z"], '--texts names "z", which is no column'],
  ])("%j are refused in one line", async (argv, message) => {
    const { code, stdout, stderr } = await runCommand(["predict", ...argv], { "-": "a,b\n1,2\n" }, { stop: never });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("secret@");
  });
});
