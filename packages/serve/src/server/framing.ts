import type { IncomingMessage } from "node:http";
import { ServeError } from "../core/errors/serve-error.ts";

const maxTargetLength = 8_192;
/** A name or an address, perhaps with a port: never used but to refuse what is neither. */
const hostPattern = /^(?:[A-Za-z0-9._~-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])?(?::[0-9]{1,5})?$/;

/**
 * What is wrong with how a request is framed, beyond what Node's parser refuses. A proxy that reads such a request in
 * another way would see another request (RFC 9112, section 11.2), so the connection has to end with it.
 *
 * @param maxHeaders - How many header lines a request may have.
 */
export function framingFault(request: IncomingMessage, maxHeaders: number): ServeError | undefined {
  const { rawHeaders, url = "" } = request;
  if (rawHeaders.length / 2 > maxHeaders) {
    return new ServeError("headers-too-large", { detail: `A request may have ${maxHeaders} header lines.` });
  }
  const counts = countNames(rawHeaders);
  if (request.httpVersion !== "1.1" && request.httpVersion !== "1.0") return malformed("The version is HTTP/1.1.");
  if (counts.has("transfer-encoding") && request.headers["transfer-encoding"]?.toLowerCase() !== "chunked") {
    return malformed("The one transfer-encoding is chunked.");
  }
  if (counts.has("transfer-encoding") && counts.has("content-length")) {
    return malformed("A request has either content-length or transfer-encoding.");
  }
  for (const name of ["host", "content-length", "transfer-encoding", "authorization", "content-type"]) {
    if ((counts.get(name) ?? 0) > 1) return malformed(`A request has the header ${name} once.`);
  }
  if (!hostPattern.test(request.headers.host ?? "")) return malformed("The header host is no name and no address.");
  if (url.length > maxTargetLength) {
    return new ServeError("uri-too-long", { detail: `A request's target may have ${maxTargetLength} characters.` });
  }
  if (!url.startsWith("/")) return malformed("The target of a request is a path.");
  return undefined;
}

function malformed(detail: string): ServeError {
  return new ServeError("malformed-request", { detail });
}

/** How often each header name occurs, in lower case. */
function countNames(rawHeaders: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
