import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "./client.ts";
import { refusalOf, scorerRequest, startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ limits: { rows: 4, tensorElements: 30, jsonKeys: 5 } });
});
afterAll(() => server[Symbol.asyncDispose]());

const infer = (message: Message) => server.client.call("ModelInfer", message);
const input = (more: Message): Message => ({ name: "x", datatype: "FP32", shape: [1, 3], ...more });
const good = input({ contents: { fp32_contents: [1, 2, 3] } });
const bytes = Buffer.alloc(12);
const mirror = (one: Message, more: Message = {}): Message => {
  return { model_name: "mirror", inputs: [{ name: one["datatype"], ...one }], outputs: [{ name: "BOOL" }], ...more };
};

/** What is wrong; the request; and of the answer its own code and a part of its text. */
const cases: [claim: string, request: Message, code: string, text: string][] = [
  [
    "values in the list of another datatype",
    scorerRequest([], { inputs: [input({ contents: { fp64_contents: [1, 2, 3] } })] }),
    "invalid-input",
    "Expected at /inputs/0/contents fp32_contents, received fp64_contents.",
  ],
  [
    "values in two lists",
    scorerRequest([], { inputs: [input({ contents: { fp32_contents: [1, 2, 3], int_contents: [1] } })] }),
    "invalid-input",
    "received int_contents",
  ],
  [
    "one value too few",
    scorerRequest([], { inputs: [input({ contents: { fp32_contents: [1, 2] } })] }),
    "invalid-input",
    "Expected at /inputs/0/contents 3 values of FP32 for the shape [1, 3], received 2 values.",
  ],
  [
    "one value too many",
    scorerRequest([], { inputs: [input({ contents: { fp32_contents: [1, 2, 3, 4] } })] }),
    "invalid-input",
    "received 4 values.",
  ],
  ["no values at all", scorerRequest([], { inputs: [input({})] }), "invalid-input", "received 0 values."],
  [
    "values in contents and in bytes",
    scorerRequest([], { inputs: [good], raw_input_contents: [bytes] }),
    "malformed-request",
    "Expected at /inputs/0/contents nothing beside raw_input_contents, received contents.",
  ],
  [
    "more entries of bytes than inputs",
    scorerRequest([], { inputs: [input({})], raw_input_contents: [bytes, bytes] }),
    "malformed-request",
    "Expected at /raw_input_contents one entry for each of 1 inputs, received 2 entries.",
  ],
  [
    "fewer entries of bytes than inputs",
    { model_name: "iris", inputs: [input({ name: "petalLength" }), input({})], raw_input_contents: [bytes] },
    "malformed-request",
    "received 1 entries.",
  ],
  [
    "a byte too few",
    scorerRequest([], { inputs: [input({})], raw_input_contents: [bytes.subarray(1)] }),
    "invalid-input",
    "Expected at /raw_input_contents/0 12 bytes for 3 values of FP32, received 11 bytes.",
  ],
  [
    "a byte too many",
    scorerRequest([], { inputs: [input({})], raw_input_contents: [Buffer.alloc(13)] }),
    "invalid-input",
    "received 13 bytes.",
  ],
  [
    "a byte string that is longer than its bytes",
    mirror({ datatype: "BYTES", shape: [1, 1] }, { raw_input_contents: [Buffer.of(2, 0, 0, 0, 65)] }),
    "invalid-input",
    "a length beyond the bytes of the tensor",
  ],
  [
    "a truth value that is 2",
    mirror({ datatype: "BOOL", shape: [1, 1] }, { raw_input_contents: [Buffer.of(2)] }),
    "invalid-input",
    "a byte 0 or 1 for each BOOL",
  ],
  [
    "FP16 in contents",
    mirror({ datatype: "FP16", shape: [1, 1], contents: { fp32_contents: [1] } }),
    "binary-only",
    "Expected at /inputs/0/contents raw_input_contents, received contents.",
  ],
  [
    "INT8 beyond its range",
    mirror({ datatype: "INT8", shape: [1, 2], contents: { int_contents: [127, 128] } }),
    "invalid-input",
    "whole numbers from -128 to 127",
  ],
  [
    "INT16 beyond its range",
    mirror({ datatype: "INT16", shape: [1, 2], contents: { int_contents: [-32_768, -32_769] } }),
    "invalid-input",
    "whole numbers from -32768 to 32767",
  ],
  [
    "UINT8 beyond its range",
    mirror({ datatype: "UINT8", shape: [1, 2], contents: { uint_contents: [255, 256] } }),
    "invalid-input",
    "whole numbers from 0 to 255",
  ],
  [
    "UINT16 beyond its range",
    mirror({ datatype: "UINT16", shape: [1, 2], contents: { uint_contents: [65_535, 65_536] } }),
    "invalid-input",
    "whole numbers from 0 to 65535",
  ],
  [
    "a negative size",
    scorerRequest([], { inputs: [input({ shape: [-1, 3] })] }),
    "malformed-request",
    "Expected at /inputs/0/shape/0 a whole number of at least 0, received a negative number.",
  ],
  [
    "a size that no double holds",
    scorerRequest([], { inputs: [input({ shape: ["9007199254740992", 3] })] }),
    "malformed-request",
    "received more than can be counted",
  ],
  [
    "sizes whose product overflows",
    mirror({ datatype: "FP32", shape: ["4294967296", "4294967296"], contents: {} }),
    "invalid-input",
    "received more than can be counted",
  ],
  ["no dimensions", scorerRequest([], { inputs: [input({ shape: [] })] }), "invalid-input", "FP32 [batch, 3]"],
  [
    "a dimension more than the contract has",
    scorerRequest([], { inputs: [input({ shape: [1, 3, 1] })] }),
    "invalid-input",
    "received FP32 [1, 3, 1]",
  ],
  ["no rows", scorerRequest([], { inputs: [input({ shape: [0, 3] })] }), "invalid-input", "at least 1 row"],
  [
    "a datatype that there is not",
    scorerRequest([], { inputs: [input({ datatype: "fp32" })] }),
    "malformed-request",
    "Expected at /inputs/0/datatype BOOL, UINT8",
  ],
  [
    "a datatype other than the contract's",
    scorerRequest([], { inputs: [input({ datatype: "FP64", contents: { fp64_contents: [1, 2, 3] } })] }),
    "invalid-input",
    "Expected at /inputs/0/datatype FP32, received FP64.",
  ],
  [
    "an input that the model does not have",
    scorerRequest([], { inputs: [{ ...good, name: "y" }] }),
    "invalid-input",
    "Expected at /inputs/0/name x, received another name.",
  ],
  ["an input twice", scorerRequest([], { inputs: [good, good] }), "invalid-input", "The input x is there twice."],
  ["an input too few", scorerRequest([], { inputs: [] }), "invalid-input", "The input x is missing."],
  [
    "an output that the model does not have",
    scorerRequest([1, 2, 3], { outputs: [{ name: "class" }] }),
    "invalid-input",
    "Expected at /outputs/0/name scores, half, received another name.",
  ],
  [
    "an output twice",
    scorerRequest([1, 2, 3], { outputs: [{ name: "half" }, { name: "half" }] }),
    "invalid-input",
    "The output half is there twice.",
  ],
  [
    "classes of an output without numbers",
    scorerRequest([1, 2, 3], { outputs: [{ name: "half", parameters: { classification: { int64_param: 1 } } }] }),
    "invalid-input",
    "cannot be given as classes",
  ],
  [
    "no classes",
    scorerRequest([1, 2, 3], { outputs: [{ name: "scores", parameters: { classification: { int64_param: 0 } } }] }),
    "malformed-request",
    "Expected at /outputs/0/parameters/classification a number of classes, at least 1",
  ],
  [
    "a timeout that is a text",
    scorerRequest([1, 2, 3], { parameters: { timeout: { string_param: "1000" } } }),
    "malformed-request",
    "Expected at /parameters/timeout a number of microseconds, received a text.",
  ],
  [
    "a timeout that is half a microsecond",
    scorerRequest([1, 2, 3], { parameters: { timeout: { double_param: 0.5 } } }),
    "malformed-request",
    "received another number",
  ],
  [
    "a parameter without a value",
    scorerRequest([1, 2, 3], { parameters: { priority: {} } }),
    "malformed-request",
    "Expected at /parameters/priority a value, received none.",
  ],
  [
    "rows that differ from one input to the other",
    {
      model_name: "iris",
      inputs: [
        { name: "petalLength", datatype: "FP64", shape: [1], contents: { fp64_contents: [1] } },
        { name: "petalWidth", datatype: "FP64", shape: [2], contents: { fp64_contents: [1, 2] } },
      ],
    },
    "invalid-input",
    "Expected at /inputs/1/shape/0 1 rows, received 2 rows.",
  ],
  [
    "a value outside the model's rules",
    {
      model_name: "bounded",
      inputs: [{ name: "x", datatype: "FP64", shape: [1, 2], contents: { fp64_contents: [121, 1] } }],
    },
    "invalid-input",
    "/x/0/0",
  ],
];

describe("INVALID_ARGUMENT, with the place, is the answer to", () => {
  it.each(cases)("%s", async (_claim, request, code, text) => {
    const refusal = await refusalOf(infer(request));
    expect(refusal).toMatchObject({ status: 3, code });
    expect(refusal.text).toContain(text);
  });

  it("texts of a model of rows that are no UTF-8", async () => {
    const { response } = await server.client.call("ModelMetadata", { name: "echo" });
    const [{ name }] = response.inputs;
    const of = (text: Buffer): Message => {
      const inputs = [{ name, datatype: "BYTES", shape: [1], contents: { bytes_contents: [text] } }];
      return { model_name: "echo", inputs };
    };
    expect(await refusalOf(infer(of(Buffer.of(0xff))))).toMatchObject({ status: 3, code: "invalid-input" });
    expect((await infer(of(Buffer.from("é")))).response.outputs[0].contents.bytes_contents.map(String)).toEqual(["éé"]);
  });

  it("nothing that says a value of the caller's back", async () => {
    const secret = "s3cr3t-value";
    const requests = [
      scorerRequest([1, 2, 3], { model_name: secret }),
      scorerRequest([1, 2, 3], { model_version: secret }),
      scorerRequest([], { inputs: [{ ...good, name: secret }] }),
      scorerRequest([], { inputs: [{ ...good, datatype: secret }] }),
      scorerRequest([1, 2, 3], { outputs: [{ name: secret }] }),
      scorerRequest([1, 2, 3], { parameters: { timeout: { string_param: secret } } }),
    ];
    for (const request of requests) {
      const refusal = await refusalOf(infer(request));
      expect(JSON.stringify(refusal)).not.toContain(secret);
    }
  });
});

describe("a limit refuses what is beyond it, and not what is at it:", () => {
  const rows = (count: number): Message => scorerRequest(Array.from({ length: 3 * count }, () => 1));
  it("rows", async () => {
    await infer(rows(4));
    expect(await refusalOf(infer(rows(5)))).toMatchObject({ status: 8, code: "too-many-rows" });
  });

  it("values of a tensor", async () => {
    const wide = (size: number): Message =>
      mirror({
        datatype: "INT32",
        shape: [1, size],
        contents: { int_contents: Array.from({ length: size }, () => 1) },
      });
    await infer(wide(30));
    expect(await refusalOf(infer(wide(31)))).toMatchObject({ status: 8, code: "too-many-elements" });
  });

  it("inputs, outputs and entries of bytes of a request", async () => {
    const inputs = (count: number): Message => scorerRequest([], { inputs: Array.from({ length: count }, () => good) });
    expect((await refusalOf(infer(inputs(5)))).text).toContain("twice");
    expect((await refusalOf(infer(inputs(6)))).text).toContain(
      "Expected at /inputs a list of at most 5, received more.",
    );
    const outputs = (count: number): Message =>
      scorerRequest([1, 2, 3], { outputs: Array.from({ length: count }, () => ({ name: "half" })) });
    expect((await refusalOf(infer(outputs(5)))).text).toContain("twice");
    expect((await refusalOf(infer(outputs(6)))).text).toContain("Expected at /outputs a list of at most 5");
    const raw = (count: number): Message =>
      scorerRequest([], { inputs: [input({})], raw_input_contents: Array.from({ length: count }, () => bytes) });
    expect((await refusalOf(infer(raw(5)))).text).toContain("received 5 entries");
    expect((await refusalOf(infer(raw(6)))).text).toContain("Expected at /raw_input_contents a list of at most 5");
  });
});

describe("the server", () => {
  it("still answers after all of these", async () => {
    const { response } = await infer(scorerRequest([2, 4, 6]));
    expect(response.outputs[0].contents.fp32_contents).toEqual([1, 2, 3]);
  });
});
