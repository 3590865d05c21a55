import { ServeError } from "../../core/errors/serve-error.ts";
import { decodeSegment } from "../../core/http/route.ts";
import type { ModelReference } from "../../core/runtime/model-set.ts";

// The two patterns of TensorFlow Serving (model_servers/http_rest_api_util.cc). They are matched before anything is
// decoded, so an encoded slash or colon is part of a name.
const callPath =
  /^\/v1\/models\/(?<name>[^/:]+)(?:\/versions\/(?<version>\d+)|\/labels\/(?<label>[^/:]+))?:(?<verb>predict|classify|regress)$/i;
const readPath =
  /^\/v1\/models(?:\/(?<name>[^/:]+))?(?:\/versions\/(?<version>\d+)|\/labels\/(?<label>[^/:]+))?(?<metadata>\/metadata)?$/i;

/** Everything at `/v1/models` and under it, whatever the case. */
export function isOwnPath(path: string): boolean {
  return /^\/v1\/models(?:\/|$)/i.test(path);
}

/** What a path of TensorFlow Serving asks for. */
export type Asked = "predict" | "classify" | "regress" | "status" | "metadata";

/** A path, taken apart; its parts are still encoded. */
export interface ParsedPath {
  readonly asked: Asked;
  readonly params: Readonly<Record<string, string>>;
}

/** Takes a path of TensorFlow Serving apart; `undefined` for any other. */
export function parsePath(path: string): ParsedPath | undefined {
  const call = callPath.exec(path)?.groups;
  if (call !== undefined) return { asked: askedOf(call["verb"]), params: paramsOf(call) };
  const read = readPath.exec(path)?.groups;
  if (read === undefined) return undefined;
  return { asked: read["metadata"] === undefined ? "status" : "metadata", params: paramsOf(read) };
}

function askedOf(verb = ""): Asked {
  const lower = verb.toLowerCase();
  return lower === "classify" || lower === "regress" ? lower : "predict";
}

/** The parts that were there: in the groups, the others are `undefined`. */
function paramsOf(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    ["name", "version", "label"].flatMap((key) => {
      const value = groups[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const greatestVersion = (1n << 63n) - 1n;

/**
 * The model that a path means.
 *
 * @throws ServeError `malformed-request` for a path without a name, parts that cannot be decoded, and a version beyond
 * 64 bits.
 */
export function referenceOf(params: Readonly<Record<string, string>>): ModelReference & { readonly name: string } {
  const { name: encodedName, version, label } = params;
  if (encodedName === undefined) {
    throw new ServeError("malformed-request", { detail: "Missing model name in request." });
  }
  return {
    name: decode(encodedName, "name"),
    version: version === undefined ? undefined : versionOf(version),
    label: label === undefined ? undefined : decode(label, "version label"),
  };
}

function decode(segment: string, what: string): string {
  const decoded = decodeSegment(segment);
  if (decoded !== undefined) return decoded;
  throw new ServeError("malformed-request", {
    detail: `Failed to decode the model's ${what}: it is no percent-encoded UTF-8.`,
  });
}

/** Leading zeros say nothing: `007` is the version 7. */
function versionOf(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, "");
  if (significant.length <= 19 && BigInt(significant) <= greatestVersion) return significant;
  throw new ServeError("malformed-request", {
    detail: "Failed to convert the version to numeric: it is greater than 9223372036854775807.",
  });
}
