import { describe, expect, it } from "vitest";
import { ServeError } from "@mlops/serve";
import type { ServeErrorCode } from "@mlops/serve";
import { encodeMessage, faultTrailers, statusOf } from "../src/call/status.ts";
import { timeoutOf } from "../src/call/timeout.ts";

const statuses: readonly (readonly [status: number, codes: readonly ServeErrorCode[]])[] = [
  [3, ["malformed-request", "body-empty", "binary-only", "invalid-input", "not-finite", "row-failed"]],
  [4, ["deadline-exceeded", "request-timeout"]],
  [5, ["model-required", "model-not-found", "version-not-found", "label-not-found", "not-found"]],
  [7, ["forbidden"]],
  [8, ["rate-limited", "body-too-large", "too-many-chunks", "too-many-elements", "too-many-rows", "string-too-long"]],
  [12, ["not-implemented", "unsupported-content-encoding"]],
  [13, ["internal", "bad-output", "prediction-failed"]],
  [14, ["model-not-ready", "overloaded", "queue-full", "draining", "auth-unavailable", "rate-limit-unavailable"]],
  [16, ["unauthenticated"]],
];

describe("the status of gRPC", () => {
  it.each(statuses.flatMap(([status, codes]) => codes.map((code) => [status, code] as const)))(
    "is %i for %s",
    (status, code) => {
      expect(statusOf(new ServeError(code, { detail: "…" }))).toBe(status);
    },
  );

  it("comes with the code, the text and the headers of the fault", () => {
    const headers = { "retry-after": "7" };
    const errors = [{ pointer: "/a", detail: "d", expected: "é", received: "100 %" }];
    expect(faultTrailers(new ServeError("queue-full", { detail: "Full.", hint: "Wait.", headers, errors }))).toEqual({
      "grpc-status": "14",
      "grpc-message": "Full. Expected at /a %C3%A9, received 100 %25. Wait.",
      "x-error-code": "queue-full",
      "retry-after": "7",
    });
  });
});

describe("a text in grpc-message", () => {
  it("is in printable ASCII, with all else in percent signs and hexadecimal digits", () => {
    expect(encodeMessage("Expected [1, 3] ~")).toBe("Expected [1, 3] ~");
    expect(encodeMessage("100 %\n\0é€😀")).toBe("100 %25%0A%00%C3%A9%E2%82%AC%F0%9F%98%80");
    expect(decodeURIComponent(encodeMessage("100 %\n\0é€😀"))).toBe("100 %\n\0é€😀");
  });
});

describe("grpc-timeout", () => {
  it("is read in milliseconds, whatever its unit", () => {
    expect(timeoutOf(undefined)).toBeUndefined();
    expect(["2H", "3M", "4S", "5m", "6000u", "7000000n"].map(timeoutOf)).toEqual([7_200_000, 180_000, 4_000, 5, 6, 7]);
    expect(() => timeoutOf("5h")).toThrow("up to eight digits");
  });
});
