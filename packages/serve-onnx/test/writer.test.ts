import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeModel } from "@mlops/serve-onnx/writer";
import { MessageWriter } from "../src/writer/protobuf.ts";
import { linear } from "./support.ts";

const hex = (message: MessageWriter): string => Buffer.from(message.finish()).toString("hex");

describe("MessageWriter", () => {
  it("writes the examples of the Protocol Buffers encoding guide", () => {
    expect(hex(new MessageWriter().integer(1, 150))).toBe("089601");
    expect(hex(new MessageWriter().text(2, "testing"))).toBe("120774657374696e67");
    expect(hex(new MessageWriter().message(3, (inner) => inner.integer(1, 150)))).toBe("1a03089601");
  });

  it("writes floats in little-endian order and two-byte tags past field 15", () => {
    expect(hex(new MessageWriter().float(2, 1))).toBe("150000803f");
    expect(hex(new MessageWriter().integer(20, 1))).toBe("a00101");
  });

  it("writes every safe whole number so that reading it back gives the same", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const [tag, ...digits] = new MessageWriter().integer(1, value).finish();
        const read = digits.reduce((sum, digit, place) => sum + BigInt(digit & 127) * 128n ** BigInt(place), 0n);
        expect([tag, Number(read)]).toEqual([8, value]);
        expect(digits.map((digit) => digit >= 128)).toEqual(digits.map((_, place) => place < digits.length - 1));
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])("refuses %s, which it cannot write exactly", (value) => {
    expect(() => new MessageWriter().integer(1, value)).toThrow(TypeError);
  });
});

describe("encodeModel", () => {
  it("gives the same bytes for the same model", () => {
    expect(encodeModel(linear)).toEqual(encodeModel(structuredClone(linear)));
  });

  it("refuses an initializer with more or fewer values than its shape has", () => {
    const initializers = [{ name: "weights", shape: [2, 3], values: [1, 2, 3, 4, 5] }];
    const message = "weights has the shape [2, 3], so 6 values, not 5";
    expect(() => encodeModel({ ...linear, initializers })).toThrow(new TypeError(message));
  });
});
