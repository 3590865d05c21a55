import { describe, expect, it } from "vitest";
import { run as runCommand } from "./memory-io.ts";
import { listen } from "./model-server.ts";

const never = new Promise<"SIGINT">(() => {});

describe("cells of CSV", () => {
  it("are numbers, flags, lists and texts by what they look like, and texts where --texts says so", async () => {
    const bodies: unknown[] = [];
    await using echo = await listen((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const rows: unknown[] = JSON.parse(Buffer.concat(pieces).toString());
        bodies.push(...rows);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ predictions: rows, count: rows.length }));
      });
    });
    const text = '\ufeffa,b,"c ""x""",d\n1,True,"x, y","[1,2]"\n007,,"",2e5\n';
    const argv = ["predict", "--url", echo.url, "-", "--format", "csv", "--texts", "a"];
    expect((await runCommand(argv, { "-": text }, { stop: never })).code).toBe(0);
    expect(bodies).toEqual([
      { a: "1", b: true, 'c "x"': "x, y", d: [1, 2] },
      { a: "007", d: 2e5 },
    ]);
  });
});

describe("a server of somebody else", () => {
  it("without a route for batches is asked row by row", async () => {
    const paths: string[] = [];
    await using fastapi = await listen((request, response) => {
      paths.push(request.url ?? "");
      const isOne = request.url === "/predict";
      request.resume().on("end", () => {
        response.writeHead(isOne ? 200 : 404, { "content-type": "application/json" });
        response.end(isOne ? '{"species":"setosa"}' : '{"detail":"Not Found"}');
      });
    });
    const { code, stdout } = await runCommand(
      ["predict", "--url", fastapi.url, "-"],
      { "-": "1\n2\n3\n" },
      { stop: never },
    );
    expect([code, stdout]).toEqual([0, '{"species":"setosa"}\n'.repeat(3)]);
    expect(paths).toEqual(["/predict/batch", "/predict", "/predict", "/predict"]);
  });

  it("whose model takes no batches gets a request for each row, of the shape that it describes", async () => {
    const shapes: unknown[] = [];
    await using single = await listen((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const tensor = (name: string, shape: number[]) => ({ name, datatype: "FP64", shape });
        const sent = request.method === "GET" ? undefined : JSON.parse(Buffer.concat(pieces).toString()).inputs[0];
        if (sent !== undefined) shapes.push([sent.shape, sent.data]);
        const answer = { model_name: "m", outputs: [{ ...tensor("y", [2, 1]), data: sent?.data.slice(0, 2) }] };
        const metadata = { name: "m", platform: "x", inputs: [tensor("x", [1, -1])], outputs: [tensor("y", [2, 1])] };
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(sent === undefined ? metadata : answer));
      });
    });
    const argv = ["predict", "--url", single.url, "-", "--protocol", "openinference", "--model", "m"];
    const rows = { "-": "[[1,2,3]]\n[[4,5]]\n[1,2]\n" };
    const { code, stdout, stderr } = await runCommand(argv, rows, { stop: never });
    expect([code, stdout]).toEqual([1, '{"y":[[1],[2]]}\n{"y":[[4],[5]]}\nnull\n']);
    expect(stderr).toContain("the input x takes lists of [1, -1]");
    expect(shapes).toEqual([
      [
        [1, 3],
        [1, 2, 3],
      ],
      [
        [1, 2],
        [4, 5],
      ],
    ]);
  });

  it("that is busy is asked again when it says, and then the row is told to have failed", async () => {
    const waits: number[] = [];
    let asked = 0;
    await using busy = await listen((request, response) => {
      asked += 1;
      request.resume().on("end", () => {
        response.writeHead(asked < 3 ? 503 : 200, { "retry-after": "2", "content-type": "application/json" });
        response.end(asked < 3 ? "{}" : '{"predictions":[1],"count":1}');
      });
    });
    const world = { stop: never, waited: (ms: number) => void waits.push(ms) };
    expect(await runCommand(["predict", "--url", busy.url, "-"], { "-": "1" }, world)).toEqual({
      code: 0,
      stdout: "1\n",
      stderr: "",
    });
    expect(waits).toEqual([2_000, 2_000]);
    asked = -10;
    expect((await runCommand(["predict", "--url", busy.url, "-"], { "-": "1" }, world)).code).toBe(1);
    expect(waits).toHaveLength(5);
  });

  it.each([
    ["answers with too few rows", 200, '{"predictions":[1],"count":1}', 1, "the answer has 1 predictions for 2 rows"],
    ["answers with no JSON", 200, "<html>", 1, "200: the answer is no JSON"],
    ["knows no such caller", 401, '{"detail":"Who are you, s3cr3t-token?"}', 3, "401: Who are you, ***?"],
    ["sends elsewhere", 302, "", 3, "the server answers 302"],
  ])("that %s is told", async (_what, status, body, expected, told) => {
    await using odd = await listen((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(status, { "content-type": "application/json", location: "http://127.0.0.1:1/" });
        response.end(body);
      });
    });
    const argv = ["predict", "--url", odd.url, "-", "--token-env", "TOKEN"];
    const world = { stop: never, env: { TOKEN: "s3cr3t-token" } };
    const { code, stderr } = await runCommand(argv, { "-": "1\n2\n" }, world);
    expect(code).toBe(expected);
    expect(stderr).toContain(told);
    expect(stderr).not.toContain("s3cr3t-token");
  });

  it("gets the headers and the token, which are never printed", async () => {
    const seen: unknown[] = [];
    await using guarded = await listen((request, response) => {
      seen.push([request.headers["authorization"], request.headers["x-tenant"], request.headers["x-api-key"]]);
      request.resume().on("end", () => response.writeHead(422).end(JSON.stringify(request.headers)));
    });
    const options = ["--header", "x-tenant: blue", "--header=X-Api-Key: key-of-mine", "--token-env", "TOKEN"];
    const argv = ["predict", "--url", guarded.url, "--row", "1", ...options];
    const { stdout, stderr } = await runCommand(argv, {}, { stop: never, env: { TOKEN: "s3cr3t-token" } });
    expect(seen).toEqual([["Bearer s3cr3t-token", "blue", "key-of-mine"]]);
    expect(stdout + stderr).not.toMatch(/s3cr3t|key-of-mine/);
  });

  it("that sends back a long answer with the token shows no part of it where the text is cut", async () => {
    const token = "s3cr3t".repeat(20);
    await using chatty = await listen((request, response) => {
      request.resume().on("end", () => {
        response.writeHead(422, { "content-type": "application/json" });
        response.end(JSON.stringify({ detail: `${"x".repeat(450)}${token}`, errors: [`${"y".repeat(450)}${token}`] }));
      });
    });
    const argv = ["predict", "--url", chatty.url, "-", "--token-env", "TOKEN"];
    for (const json of [[], ["--json"]]) {
      const { code, stdout, stderr } = await runCommand(
        [...argv, ...json],
        { "-": "1" },
        { stop: never, env: { TOKEN: token } },
      );
      expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining("s3c")]);
      expect(stdout + stderr).toContain("x***");
    }
  });

  it("that is not there ends the command with 3", async () => {
    const gone = await listen(() => {});
    await gone[Symbol.asyncDispose]();
    expect(await runCommand(["predict", "--url", gone.url, "--row", "1"], {}, { stop: never })).toEqual({
      code: 3,
      stdout: "",
      stderr: "mlops: nothing listens there; nothing was predicted\n",
    });
  });

  it("that says nothing ends the command with 3 after the time that it may take", async () => {
    await using silent = await listen(() => {});
    const argv = ["predict", "--url", silent.url, "--row", "1", "--timeout", "30"];
    expect(await runCommand(argv, {}, { stop: never })).toEqual({
      code: 3,
      stdout: "",
      stderr: "mlops: no answer within 30 ms; nothing was predicted\n",
    });
  });
});
