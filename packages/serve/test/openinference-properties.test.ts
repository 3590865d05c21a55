import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binaryAnswer, binaryBody, openInferenceServer } from "./openinference-models.ts";
import { listen } from "./support.ts";
import type { TestServer } from "./support.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 100) };

let server: TestServer;
beforeAll(async () => {
  const api = openInferenceServer();
  await api.ready();
  server = await listen(api);
});
afterAll(() => server[Symbol.asyncDispose]());

const path = "/v2/models/mirror/infer";
const bytesOf = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  BF16: 2,
  FP32: 4,
  FP64: 8,
} as const;

const shapes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }));

interface Sent {
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Any bytes are numbers, `NaN` of every kind among them. */
const numbers: fc.Arbitrary<Sent> = fc
  .tuple(fc.constantFrom(...Object.entries(bytesOf)), shapes)
  .chain(([[datatype, size], shape]) => {
    const length = shape[0] * shape[1] * size;
    const range = { minLength: length, maxLength: length, max: datatype === "BOOL" ? 1 : 255 };
    return fc.uint8Array(range).map((bytes) => ({ datatype, shape, bytes }));
  });

const byteStrings: fc.Arbitrary<Sent> = shapes.chain((shape) => {
  const count = shape[0] * shape[1];
  return fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: count, maxLength: count }).map((strings) => {
    const parts = strings.flatMap((one) => [new Uint8Array(Uint32Array.of(one.length).buffer), one]);
    return { datatype: "BYTES", shape, bytes: new Uint8Array(Buffer.concat(parts)) };
  });
});

const inputOf = ({ datatype, shape, bytes }: Sent): object => {
  return { name: datatype, shape, datatype, parameters: { binary_data_size: bytes.length } };
};

describe("a tensor", () => {
  it("of any datatype comes back in binary byte for byte, alone or among others", async () => {
    const tensors = fc
      .uniqueArray(fc.oneof(numbers, byteStrings), { minLength: 1, maxLength: 4, selector: (one) => one.datatype })
      .filter((all) => all.every((one) => one.shape[0] === all[0]?.shape[0]));
    await fc.assert(
      fc.asyncProperty(tensors, async (all) => {
        const outputs = all.map(({ datatype }) => ({ name: datatype }));
        const json = { inputs: all.map(inputOf), outputs, parameters: { binary_data_output: true } };
        const { body, headers } = binaryBody(json, ...all.map(({ bytes }) => bytes));
        const answer = await binaryAnswer(await server.post(path, body, headers));
        expect(answer.json.outputs).toMatchObject(
          all.map(({ datatype, shape }) => ({ name: datatype, datatype, shape })),
        );
        for (const { datatype, bytes } of all) {
          expect(answer.bytes.get(datatype)?.equals(bytes)).toBe(true);
        }
      }),
      runs,
    );
  });

  it("is the same in one flat list and in nested lists", async () => {
    const values = {
      FP64: fc.double({ noNaN: true, noDefaultInfinity: true }),
      INT16: fc.integer({ min: -32768, max: 32767 }),
      BYTES: fc.string({ unit: "grapheme" }),
      BOOL: fc.boolean(),
    };
    const lists = fc.constantFrom("FP64", "INT16", "BYTES", "BOOL").chain((datatype) =>
      fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([rows, width]) => {
        const row = fc.array<unknown>(values[datatype], { minLength: width, maxLength: width });
        return fc.array(row, { minLength: rows, maxLength: rows }).map((nested) => ({ datatype, rows, width, nested }));
      }),
    );
    await fc.assert(
      fc.asyncProperty(lists, async ({ datatype, rows, width, nested }) => {
        const answers = [nested, nested.flat()].map(async (data) => {
          const input = { name: datatype, shape: [rows, width], datatype, data };
          const response = await server.post(path, { inputs: [input], outputs: [{ name: datatype }] });
          return [response.status, await response.text()];
        });
        const [one, other] = await Promise.all(answers);
        expect(one).toEqual(other);
        // JSON has no -0.
        const sent = JSON.parse(JSON.stringify(nested.flat()));
        expect([one?.[0], JSON.parse(String(one?.[1])).outputs[0].data]).toEqual([200, sent]);
      }),
      runs,
    );
  });

  it("has the same values in JSON and in binary", async () => {
    const values = {
      FP32: [fc.float({ noNaN: true, noDefaultInfinity: true }), Float32Array],
      FP64: [fc.double({ noNaN: true, noDefaultInfinity: true }), Float64Array],
      INT8: [fc.integer({ min: -128, max: 127 }), Int8Array],
      UINT32: [fc.integer({ min: 0, max: 4_294_967_295 }), Uint32Array],
      INT64: [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), BigInt64Array],
      UINT64: [fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), BigUint64Array],
    } as const;
    const tensors = fc.constantFrom(...Object.entries(values)).chain(([datatype, [value, list]]) =>
      fc.array<number | bigint>(value, { minLength: 1, maxLength: 20 }).map((data) => {
        const typed: ArrayBufferView = Reflect.construct(list, [data]);
        return { datatype, data, bytes: new Uint8Array(typed.buffer.slice(0) as ArrayBuffer) };
      }),
    );
    await fc.assert(
      fc.asyncProperty(tensors, async ({ datatype, data, bytes }) => {
        const shape = [1, data.length];
        const outputs = [{ name: datatype }];
        const asText = `{"inputs":[{"name":"${datatype}","shape":[${shape.join()}],"datatype":"${datatype}","data":[${data.join()}]}],"outputs":${JSON.stringify(outputs)}}`;
        const { body, headers } = binaryBody({ inputs: [inputOf({ datatype, shape, bytes })], outputs });
        const full = new Uint8Array([...body, ...bytes]);
        const [fromJson, fromBinary] = await Promise.all([
          server.post(path, asText).then((response) => response.text()),
          server.post(path, full, headers).then((response) => response.text()),
        ]);
        expect(fromJson).toBe(fromBinary);
        // And the text has the values that were sent: exact, where a double could not hold them.
        const texts = (/"data":\[([^\]]*)\]/.exec(fromJson)?.[1] ?? "").split(",");
        const read = texts.map((text, index) =>
          typeof data[index] === "bigint"
            ? BigInt(text)
            : datatype === "FP32"
              ? Math.fround(Number(text))
              : Number(text),
        );
        expect(read.map((value) => (value === 0 ? 0 : value))).toEqual(data.map((value) => (value === 0 ? 0 : value)));
      }),
      runs,
    );
  });
});

const valid: readonly [model: string, body: object, bytes: Uint8Array][] = [
  [
    "doubler",
    {
      id: "1",
      inputs: [
        {
          name: "x",
          shape: [2, 2],
          datatype: "FP32",
          data: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
    },
    new Uint8Array(),
  ],
  [
    "flowers",
    {
      inputs: [
        { name: "petal", shape: [2], datatype: "FP64", data: [1, 11] },
        { name: "note", shape: [2], datatype: "BYTES", data: ["a", "b"] },
      ],
      outputs: [{ name: "score", parameters: { binary_data: true } }],
    },
    new Uint8Array(),
  ],
  [
    "scorer",
    {
      inputs: [{ name: "scores", shape: [1, 3], datatype: "FP32", parameters: { binary_data_size: 12 } }],
      outputs: [{ name: "scores", parameters: { classification: 2 } }],
    },
    new Uint8Array(Float32Array.of(1, 2, 3).buffer),
  ],
  [
    "lengths",
    {
      inputs: [{ name: "text", shape: [2], datatype: "BYTES", parameters: { binary_data_size: 11 } }],
      parameters: { binary_data_output: true, timeout: 5_000_000 },
    },
    Uint8Array.of(1, 0, 0, 0, 97, 2, 0, 0, 0, 98, 99),
  ],
  ["mean", { inputs: [{ name: "input", shape: [1, 3], datatype: "INT8", data: [1, 2, 3] }] }, new Uint8Array()],
];

const oddValues = fc.constantFrom(
  null,
  true,
  "",
  "x",
  "__proto__",
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  {},
  [[]],
  [0],
  "FP16",
);

/** Puts another value at a place of some data, or takes the place away. */
function mutate(value: unknown, choose: (most: number) => number, odd: unknown): unknown {
  if (typeof value !== "object" || value === null || choose(5) === 0) return odd;
  const entries = Object.entries(value);
  const chosen = choose(Math.max(0, entries.length - 1));
  const kept = entries.flatMap(([name, one], index): [string, unknown][] =>
    index === chosen ? (choose(6) === 0 ? [] : [[name, mutate(one, choose, odd)]]) : [[name, one]],
  );
  if (choose(8) === 0) kept.push(["extra", odd]);
  return Array.isArray(value) ? kept.map(([, one]) => one) : Object.fromEntries(kept);
}

describe("a request that somebody has changed", () => {
  it("is answered or refused, never with a fault of the server's, and the server still answers", async () => {
    const changes = fc.record({
      which: fc.constantFrom(...valid),
      seeds: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      times: fc.integer({ min: 0, max: 3 }),
      odd: oddValues,
      flips: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      shift: fc.constantFrom(0, 0, 0, -1, 1, 1000),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ which: [model, json, bytes], seeds, times, odd, flips, shift }) => {
        let next = 0;
        const choose = (most: number): number => (seeds[next++ % seeds.length] ?? 0) % (most + 1);
        let changed: unknown = json;
        for (let time = 0; time < times; time += 1) changed = mutate(changed, choose, odd);
        const { body, headers } = binaryBody(changed, bytes);
        for (const [place, byte] of flips) body[place % body.length] = byte;
        const length = Number(headers["inference-header-content-length"]) + shift;
        const response = await server.post(`/v2/models/${model}/infer`, body, {
          ...headers,
          "inference-header-content-length": String(length),
        });
        const answer = Buffer.from(await response.arrayBuffer()).toString("latin1");
        expect(response.status, answer).toBeLessThan(500);
        if (response.status !== 200) {
          expect(Object.keys(JSON.parse(answer))).toEqual(["error"]);
          expect(answer).not.toMatch(/node_modules|\.ts:|Error:/);
        }
      }),
      { ...runs, numRuns: runs.numRuns * 5 },
    );
    expect(await (await server.get("/v2/health/ready")).json()).toEqual({ ready: true });
    const [[, body]] = valid as [(typeof valid)[number]];
    expect((await server.post("/v2/models/doubler/infer", body)).status).toBe(200);
  });
});
