import { malformed } from "./errors.ts";

/**
 * How much of a body is JSON, in bytes, as the `Inference-Header-Content-Length` header says; `undefined` without one.
 *
 * @throws ServeError `malformed-request` for a header that is no whole number.
 */
export function headerLengthOf(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && /^[0-9]{1,10}$/.test(header)) return Number(header);
  throw malformed("The header Inference-Header-Content-Length is a number of bytes.", {
    pointer: "",
    detail: "Wrong header",
    expected: "a whole number of at most 10 digits",
    received: "something else",
  });
}

/**
 * The JSON of a body and the bytes after it.
 *
 * @throws ServeError `malformed-request` where the JSON would be longer than the body.
 */
export function splitBody(body: Uint8Array, jsonLength: number): { json: Uint8Array; binary: Uint8Array } {
  if (jsonLength > body.length) {
    throw malformed("The header Inference-Header-Content-Length says more bytes than the body has.", {
      pointer: "",
      detail: "Wrong header",
      expected: `at most ${body.length}`,
      received: `${jsonLength}`,
    });
  }
  return { json: body.subarray(0, jsonLength), binary: body.subarray(jsonLength) };
}
