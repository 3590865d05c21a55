import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "./client.ts";
import { startServer } from "./support.ts";
import type { TestServer } from "./support.ts";

const runs = { numRuns: Number(process.env["MLOPS_RUNS"] ?? 60) };
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** Values of a datatype as the client is given them and gets them back. */
interface Sent {
  readonly datatype: string;
  readonly shape: readonly [number, number];
  readonly list: string;
  readonly values: readonly unknown[];
}

const shapes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 }));
const whole = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(String);
const float = fc.float({ noNaN: true }).filter((value) => !Object.is(value, -0));
const double = fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0));

/** Each datatype with its list and any of its values; floats with infinite ones. */
const datatypes: readonly (readonly [datatype: string, list: string, value: fc.Arbitrary<unknown>])[] = [
  ["BOOL", "bool_contents", fc.boolean()],
  ["INT8", "int_contents", fc.integer({ min: -128, max: 127 })],
  ["INT16", "int_contents", fc.integer({ min: -32_768, max: 32_767 })],
  ["INT32", "int_contents", fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
  ["INT64", "int64_contents", whole(-(2n ** 63n), 2n ** 63n - 1n)],
  ["UINT8", "uint_contents", fc.integer({ min: 0, max: 255 })],
  ["UINT16", "uint_contents", fc.integer({ min: 0, max: 65_535 })],
  ["UINT32", "uint_contents", fc.integer({ min: 0, max: 2 ** 32 - 1 })],
  ["UINT64", "uint64_contents", whole(0n, 2n ** 64n - 1n)],
  ["FP32", "fp32_contents", float],
  ["FP64", "fp64_contents", double],
  ["BYTES", "bytes_contents", fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes))],
];

const sent: fc.Arbitrary<Sent> = fc
  .tuple(fc.constantFrom(...datatypes), shapes)
  .chain(([[datatype, list, value], shape]) => {
    const count = shape[0] * shape[1];
    return fc.array(value, { minLength: count, maxLength: count }).map((values) => ({ datatype, shape, list, values }));
  });

const several = fc
  .uniqueArray(sent, { minLength: 1, maxLength: 4, selector: ({ datatype }) => datatype })
  .filter((all) => all.every(({ shape }) => shape[0] === all[0]?.shape[0]));

const typed = ({ datatype, shape, list, values }: Sent): Message => {
  return { name: datatype, datatype, shape: [...shape], contents: { [list]: values } };
};
const request = (inputs: readonly Message[], more: Message = {}): Message => {
  return { model_name: "mirror", inputs, outputs: inputs.map(({ name }) => ({ name })), ...more };
};
const infer = async (message: Message) => (await server.client.call("ModelInfer", message)).response;

describe("a tensor of any datatype", () => {
  it("comes back in contents value for value, alone or among others", async () => {
    await fc.assert(
      fc.asyncProperty(several, async (all) => {
        const { outputs, raw_output_contents: raw } = await infer(request(all.map(typed)));
        expect(raw).toEqual([]);
        expect(outputs).toHaveLength(all.length);
        for (const [index, { datatype, shape, list, values }] of all.entries()) {
          expect(outputs[index]).toMatchObject({ name: datatype, datatype, shape: shape.map(String) });
          expect(outputs[index].contents[list]).toEqual(values);
        }
      }),
      runs,
    );
  });

  it("comes back in bytes byte for byte, NaN of every kind among them", async () => {
    const sizes = {
      BOOL: 1,
      INT8: 1,
      UINT8: 1,
      INT16: 2,
      UINT16: 2,
      FP16: 2,
      BF16: 2,
      INT32: 4,
      UINT32: 4,
      FP32: 4,
      INT64: 8,
      UINT64: 8,
      FP64: 8,
    };
    const numbers = fc.tuple(fc.constantFrom(...Object.entries(sizes)), shapes).chain(([[datatype, size], shape]) => {
      const length = shape[0] * shape[1] * size;
      const range = { minLength: length, maxLength: length, max: datatype === "BOOL" ? 1 : 255 };
      return fc.uint8Array(range).map((bytes) => ({ datatype, shape, bytes: Buffer.from(bytes) }));
    });
    const strings = shapes.chain((shape) => {
      const count = shape[0] * shape[1];
      return fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: count, maxLength: count }).map((all) => {
        const parts = all.flatMap((one) => [new Uint8Array(Uint32Array.of(one.length).buffer), one]);
        return { datatype: "BYTES", shape, bytes: Buffer.concat(parts) };
      });
    });
    const tensors = fc
      .uniqueArray(fc.oneof(numbers, strings), { minLength: 1, maxLength: 4, selector: ({ datatype }) => datatype })
      .filter((all) => all.every(({ shape }) => shape[0] === all[0]?.shape[0]));
    await fc.assert(
      fc.asyncProperty(tensors, async (all) => {
        const inputs = all.map(({ datatype, shape }) => ({ name: datatype, datatype, shape: [...shape] }));
        const response = await infer(request(inputs, { raw_input_contents: all.map(({ bytes }) => bytes) }));
        expect(response.raw_output_contents).toEqual(all.map(({ bytes }) => bytes));
        expect(response.outputs).toMatchObject(
          all.map(({ datatype, shape }) => ({ datatype, shape: shape.map(String) })),
        );
      }),
      runs,
    );
  });

  it("has the same values in contents and in bytes", async () => {
    const numeric = sent.filter(({ datatype }) => datatype !== "BYTES");
    await fc.assert(
      fc.asyncProperty(numeric, async (one) => {
        const half = [{ name: "FP16" }];
        // An output without contents has all of them come in bytes.
        const { raw_output_contents: raw } = await infer(
          request([typed(one)], { outputs: [{ name: one.datatype }, ...half] }),
        );
        const inputs = [{ name: one.datatype, datatype: one.datatype, shape: [...one.shape] }];
        const again = await infer(request(inputs, { raw_input_contents: [raw[0]] }));
        expect(again.raw_output_contents).toEqual([raw[0]]);
        const values = await infer(request([typed(one)]));
        expect(values.outputs[0].contents[one.list]).toEqual(one.values);
      }),
      runs,
    );
  });
});
