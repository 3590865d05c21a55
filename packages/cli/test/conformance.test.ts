import { execFile, spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultyServer } from "./conformance-faulty-server.ts";
import type { PlantName } from "./conformance-faulty-server.ts";
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

function conformance(url: string, argv: readonly string[], files: Files = {}, world: World = {}): Promise<Outcome> {
  return runCommand(["conformance", "--url", url, ...argv], files, { stop: never, ...world });
}

interface Result {
  readonly id: string;
  readonly outcome: string;
  readonly severity: string;
  readonly sent?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly curl?: string;
}

function resultsOf({ stdout }: Outcome): Result[] {
  return JSON.parse(stdout).protocols.flatMap(({ checks }: { checks: Result[] }) => checks);
}

const failed = (outcome: Outcome): string[] =>
  resultsOf(outcome)
    .filter((one) => one.outcome === "failed")
    .map(({ id }) => id);

describe("a server of this kit", () => {
  it.each([
    ["native", "flowers"],
    ["native", "mirror"],
    ["native", "counter"],
    ["openinference", "flowers"],
    ["openinference", "mirror"],
    ["openinference", "halves"],
    ["openinference", "means"],
    ["tensorflow", "flowers"],
    ["tensorflow", "mirror"],
    ["tensorflow", "doubler"],
    ["tensorflow", "lengths"],
    ["mlflow", undefined],
    ["seldon", undefined],
  ])("passes every check of %s that applies to the model %s", async (protocol, model) => {
    const argv = ["--protocol", protocol, ...(model === undefined ? [] : ["--model", model]), "--json"];
    const outcome = await conformance(server.url, argv);
    expect(failed(outcome)).toEqual([]);
    expect([outcome.code, outcome.stderr]).toEqual([0, ""]);
    const passed = resultsOf(outcome).filter((one) => one.outcome === "passed");
    expect(passed.length).toBeGreaterThan(40);
  });
});

/** The fault, the protocol and the model that it shows in, and the checks that find it: all that fail. */
const found: [plant: PlantName, protocol: string, model: string | undefined, checks: string[]][] = [
  [
    "crosses the answers of requests that come at once",
    "native",
    "doubler",
    ["concurrent-own-answers", "concurrent-bad-neighbours"],
  ],
  ["shows a stack trace in errors", "openinference", "doubler", ["errors-no-internals"]],
  ["says another datatype", "openinference", "doubler", ["answer-datatypes"]],
  ["says a shape that its data do not have", "openinference", "doubler", ["answer-shapes", "binary-output", "predict"]],
  ["keeps ids to itself", "openinference", "doubler", ["id-echo"]],
  [
    "answers for models that there are not",
    "tensorflow",
    "doubler",
    ["unknown-model", "unknown-model-404", "path-hostile-names"],
  ],
  ["rounds whole numbers of 64 bits", "openinference", "counter", ["value-range", "int64-exact"]],
  ["turns the order of a batch round", "native", "flowers", ["predict-batch-order"]],
  ["gives all outputs whichever are asked for", "openinference", "lengths", ["outputs-filter"]],
  ["is ready and then takes no prediction", "openinference", "doubler", ["ready-is-true"]],
  ["waits for ever for a body that will not come", "seldon", undefined, ["body-cut"]],
  ["dies of deep nesting", "tensorflow", "doubler", ["body-deep-lists"]],
  ["takes a form for JSON", "native", "flowers", ["content-type-refused"]],
  ["takes no request without a content type", "tensorflow", "doubler", ["content-type-taken"]],
  ["tells errors as another protocol does", "tensorflow", "doubler", ["errors-own-shape"]],
  ["shows errors as pages", "openinference", "doubler", ["errors-own-shape", "errors-no-html"]],
  ["takes NaN for 0", "openinference", "doubler", ["body-nan"]],
  ["takes the last of two names", "native", "flowers", ["body-duplicate-key"]],
  ["makes something of bytes that are no text", "native", "flowers", ["body-invalid-utf8"]],
  ["sends TRACE back", "native", "flowers", ["http-trace"]],
  ["takes texts for numbers", "openinference", "doubler", ["shape-form", "value-kind", "body-text-for-number"]],
  [
    "answers with a field that its document does not have",
    "native",
    "flowers",
    ["answer-schema", "batch-bad-row", "predict-batch-order"],
  ],
  ["is in two minds", "seldon", undefined, ["predict-again"]],
];

/** Faults that show in many places, and some of the checks that find them. */
const foundByMany: [plant: PlantName, protocol: string, model: string | undefined, checks: string[]][] = [
  ["answers errors with 200", "native", "flowers", ["body-not-json", "row-kind", "unknown-model", "http-wrong-verb"]],
  [
    "turns the order of a batch round",
    "mlflow",
    undefined,
    ["predict-batch-order", "dataframe-records", "dataframe-split", "instances", "inputs"],
  ],
  ["answers 500 for what is no JSON", "seldon", undefined, ["body-empty", "body-not-json", "errors-no-5xx"]],
  ["is another after __proto__", "mlflow", undefined, ["body-prototype"]],
];

function testFaulty(url: string, protocol: string, model: string | undefined): Promise<Outcome> {
  const named = model === undefined ? [] : ["--model", model];
  return conformance(url, ["--protocol", protocol, "--timeout", "4000", ...named, "--json"]);
}

describe("a server with one fault", () => {
  it.each(found)("that %s is found out, by name and by nothing else: %s", async (plant, protocol, model, checks) => {
    await using faulty = await faultyServer(server.url, plant);
    const outcome = await testFaulty(faulty.url, protocol, model);
    expect(failed(outcome)).toEqual(checks.map((name) => `${protocol}/${name}`));
    const isEndangered = resultsOf(outcome).some((one) => one.outcome === "failed" && one.severity === "must");
    expect(outcome.code).toBe(isEndangered ? 1 : 0);
  });

  it.each(foundByMany)("that %s is found out wherever it shows: %s", async (plant, protocol, model, checks) => {
    await using faulty = await faultyServer(server.url, plant);
    const outcome = await testFaulty(faulty.url, protocol, model);
    expect(failed(outcome)).toEqual(expect.arrayContaining(checks.map((name) => `${protocol}/${name}`)));
    expect(outcome.code).toBe(1);
  });

  it("is wrong in nothing without it", async () => {
    await using right = await faultyServer(server.url, "gives all outputs whichever are asked for");
    const outcome = await testFaulty(right.url, "native", "flowers");
    expect([outcome.code, failed(outcome)]).toEqual([0, []]);
  });

  it("is not asked any more once it is gone, and every check that was left says so", async () => {
    await using faulty = await faultyServer(server.url, "dies of deep nesting");
    const results = resultsOf(await testFaulty(faulty.url, "tensorflow", "doubler"));
    const at = results.findIndex(({ id }) => id === "tensorflow/body-deep-lists");
    expect(results[at]).toMatchObject({ outcome: "failed", got: "nothing listens there" });
    const left = results.slice(at + 1).filter(({ id }) => !id.includes("/errors-"));
    expect(left.length).toBeGreaterThan(10);
    for (const one of left) expect(one).toMatchObject({ outcome: "skipped", reason: "the server no longer answers" });
  });
});

describe("a check that fails", () => {
  it("is told with what was sent, expected and received, and a line that sends it again", async () => {
    await using faulty = await faultyServer(server.url, "keeps ids to itself");
    const argv = ["--protocol", "openinference", "--model", "doubler", "--only", "id-echo"];
    const { code, stdout } = await conformance(faulty.url, argv);
    expect(code).toBe(1);
    const body = '{"id":"mlops-7f3","inputs":[{"name":"x","datatype":"FP32","shape":[1,3],"data":[0.5,0.75,1]}]}';
    expect(stdout).toBe(
      [
        "FAIL openinference/id-echo gives an id back",
        `       sent      POST /v2/models/doubler/infer [content-type: application/json] ${body}`,
        '       expected  the id "mlops-7f3"',
        '       got       200 [application/json] {"model_name":"doubler","model_version":"2","outputs":[{"name":"y","shape":[1,3],"datatype":"FP32","data":[1.5,2.25,3]}]}',
        `       again     curl -i --path-as-is -X POST -H 'content-type: application/json' --data-binary '${body}' '${faulty.url}/v2/models/doubler/infer'`,
        "openinference, doubler: 0 passed, 1 failed that must pass, 0 that should, 0 skipped",
        "",
      ].join("\n"),
    );
  });

  // Where tests have to be complete, both have to be there.
  const hasShell = ["curl", "yes"].every((name) => spawnSync("which", [name]).status === 0);
  it.skipIf(!hasShell && process.env["CI"] !== "true").each([
    ["sends TRACE back", "http-trace", 200],
    ["takes a form for JSON", "content-type-refused", 200],
    ["takes the last of two names", "body-duplicate-key", 200],
    ["makes something of bytes that are no text", "body-invalid-utf8", 200],
    ["answers errors with 200", "body-deep-objects", 200],
  ] as const)("can be sent again by its line: %s", async (plant, check, status) => {
    await using faulty = await faultyServer(server.url, plant);
    const outcome = await conformance(faulty.url, ["--protocol", "native", "--only", check, "--json"]);
    const [{ curl = "", got = "" } = {}] = resultsOf(outcome);
    expect(got).toMatch(new RegExp(`^${status} `));
    const answer = await new Promise<string>((resolve, reject) => {
      execFile("sh", ["-c", curl.replaceAll("curl -i", "curl -s -i")], (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(error);
      });
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 (?:100 Continue\\s+HTTP/1\\.1 )?${status} `));
  });
});

describe("mlops conformance", () => {
  it("lists its checks: no id twice, every protocol and group, and what --only names", async () => {
    const { code, stdout } = await runCommand(["conformance", "--list"]);
    expect(code).toBe(0);
    const lines = stdout.trim().split("\n").slice(0, -1);
    const ids = lines.map((line) => line.split(" ")[0]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(300);
    expect(stdout).toMatch(/^openinference\/id-echo +must +predict +gives an id back$/m);
    const only = await runCommand([
      "conformance",
      "--list",
      "--protocol",
      "seldon,native",
      "--only",
      "health,body-nan",
    ]);
    expect(only.stdout.match(/^\S+\/\S+/gm)).toEqual([
      "native/health",
      "native/ready-is-true",
      "native/body-nan",
      "seldon/ping",
      "seldon/ready-is-true",
      "seldon/body-nan",
    ]);
    const json = await runCommand(["conformance", "--list", "--only", "id-echo", "--json"]);
    expect(JSON.parse(json.stdout)).toEqual([
      { id: "openinference/id-echo", title: "gives an id back", severity: "must", group: "predict" },
    ]);
  });

  it("tests every protocol that the server shows", async () => {
    const { code, stdout } = await conformance(server.url, ["--model", "doubler", "--only", "predict", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).protocols.map(({ protocol }: { protocol: string }) => protocol)).toEqual([
      "native",
      "tensorflow",
      "openinference",
      "mlflow",
      "seldon",
    ]);
  });

  it("takes examples where a server does not describe what it takes", async () => {
    await using silent = await listen((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const isKnown = request.url === "/invocations" && Buffer.concat(pieces).includes('"age"');
        const { dataframe_records: rows = [] } = isKnown ? JSON.parse(Buffer.concat(pieces).toString()) : {};
        response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
        const error = { error_code: "BAD_REQUEST", message: "Not found." };
        response.end(
          JSON.stringify(isKnown ? { predictions: rows.map(({ age }: { age: number }) => 2 * age) } : error),
        );
      });
    });
    const argv = ["--protocol", "mlflow", "--only", "predict,predict-batch-order,concurrent-own-answers"];
    expect(await conformance(silent.url, argv)).toMatchObject({
      code: 2,
      stderr: "mlops: mlflow: the server does not describe its model; give an example with --input\n",
    });
    const files = { "row.json": '{"age": 41}', "bad.json": "{", "none.json": "[]", "wrong.json": '[{"size": 1}]' };
    expect(await conformance(silent.url, [...argv, "--input", "row.json"], files)).toMatchObject({ stderr: "" });
    const refused = await conformance(silent.url, [...argv, "--input", "wrong.json"], files);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("the server takes no example")]);
    expect((await conformance(silent.url, [...argv, "--input", "bad.json"], files)).stderr).toBe(
      "mlops: bad.json is no JSON\n",
    );
    expect((await conformance(silent.url, [...argv, "--input", "none.json"], files)).stderr).toBe(
      "mlops: none.json has no row\n",
    );
  });

  it("sends the token and never prints it, not even where the server does", async () => {
    let isTold = false;
    await using guarded = await listen((request, response) => {
      isTold ||=
        request.headers.authorization === "Bearer s3cr3t-token" && request.headers["x-api-key"] === "key-of-mine";
      request.resume().on("end", () => {
        response.writeHead(request.method === "GET" ? 200 : 418, { "content-type": "application/json" });
        response.end(JSON.stringify({ model_spec: { name: "m", version: "1" }, seen: request.headers }));
      });
    });
    const argv = [
      "--token-env",
      "TOKEN",
      "--header",
      "x-api-key: key-of-mine",
      "--protocol",
      "openinference,tensorflow",
    ];
    const { code, stdout, stderr } = await conformance(
      guarded.url,
      [...argv, "--model", "m"],
      {},
      { env: { TOKEN: "s3cr3t-token" } },
    );
    expect([code, isTold]).toEqual([2, true]);
    expect(stdout + stderr).not.toMatch(/s3cr3t|key-of-mine/);
    expect(stderr).toContain("the metadata has no inputs");
  });

  it("tells a caller how to sign a call again without the secret", async () => {
    await using faulty = await faultyServer(server.url, "sends TRACE back");
    const argv = [
      "--protocol",
      "native",
      "--only",
      "http-trace",
      "--token-env",
      "TOKEN",
      "--header",
      "x-api-key: key-of-mine",
    ];
    const { stdout } = await conformance(faulty.url, argv, {}, { env: { TOKEN: "s3cr3t-token" } });
    expect(stdout).toContain("-H 'x-api-key: …' -H \"authorization: Bearer $TOKEN\"");
    expect(stdout).not.toMatch(/s3cr3t|key-of-mine/);
  });

  it("ends with 3 where nobody is there, and with 130 when it is told to stop", async () => {
    const gone = await listen(() => {});
    await gone[Symbol.asyncDispose]();
    expect(await conformance(gone.url, [])).toEqual({ code: 3, stdout: "", stderr: "mlops: nothing listens there\n" });
    expect(await conformance(gone.url, ["--protocol", "native"])).toEqual({
      code: 3,
      stdout: "",
      stderr: "mlops: native: nothing listens there\n",
    });
    let tell = (_signal: "SIGINT" | "SIGTERM"): void => {};
    const stop = new Promise<"SIGINT" | "SIGTERM">((resolve) => (tell = resolve));
    await using silent = await listen(() => {
      tell("SIGINT");
    });
    expect(await conformance(silent.url, [], {}, { stop })).toEqual({ code: 130, stdout: "", stderr: "" });
  });

  it.each([
    [["--protocol", "grpc"], '--protocol takes native, tensorflow, openinference, mlflow, seldon, not "grpc"'],
    [["--only", "nothing"], '--only names "nothing", which is no group and no check'],
    [["--protocol", "mlflow", "--only", "id-echo"], '--only names "id-echo"'],
    [["--protocol", "tensorflow"], "tensorflow: the protocol tensorflow needs --model"],
    [["--protocol", "native", "--model", "none"], "has no POST /models/none/predict"],
    [["--protocol", "openinference", "--model", "none"], "does not describe the model: 404"],
    [["--input", "none.json"], "cannot read none.json"],
  ])("refuses %j", async (argv, message) => {
    const { code, stderr } = await conformance(server.url, argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
