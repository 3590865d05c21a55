import type { ServeError } from "@mlops/serve";
import { errorText } from "@mlops/serve/protocols/openinference/parts";

/** The status codes of gRPC that are answered here (grpc/doc/statuscodes.md). */
export const grpcStatus = {
  ok: 0,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** By the status that the same fault has over HTTP; all others of 400 to 499 are about the request. */
const byHttpStatus: Readonly<Record<number, number>> = {
  401: grpcStatus.unauthenticated,
  403: grpcStatus.permissionDenied,
  404: grpcStatus.notFound,
  408: grpcStatus.deadlineExceeded,
  413: grpcStatus.resourceExhausted,
  415: grpcStatus.unimplemented,
  429: grpcStatus.resourceExhausted,
  431: grpcStatus.resourceExhausted,
  501: grpcStatus.unimplemented,
  503: grpcStatus.unavailable,
  504: grpcStatus.deadlineExceeded,
};

/** The status of gRPC for a fault. */
export function statusOf({ status }: Pick<ServeError, "status">): number {
  return byHttpStatus[status] ?? (status < 500 ? grpcStatus.invalidArgument : grpcStatus.internal);
}

/** How a fault is told after, or in place of, an answer: with its code and the headers that the same fault has over HTTP. */
export function faultTrailers(error: ServeError): Record<string, string> {
  return {
    "grpc-status": String(statusOf(error)),
    "grpc-message": encodeMessage(errorText(error)),
    "x-error-code": error.code,
    ...error.headers,
  };
}

/**
 * A message in printable ASCII: what is not, and the percent sign, is written as the bytes of its UTF-8 in hexadecimal
 * digits (grpc/doc/PROTOCOL-HTTP2.md, "Status-Message").
 */
export function encodeMessage(text: string): string {
  return text.replaceAll(/[^ -$&-~]+/gu, (part) =>
    [...encoder.encode(part)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

const encoder = new TextEncoder();
