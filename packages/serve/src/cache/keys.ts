import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import type { OutputsQuestion } from "../core/prediction-cache.ts";
import type { Tensor, Tensors } from "../core/tensor/tensor.ts";
import { canonicalText } from "./canonical-text.ts";

// A key is the SHA-256 of all that an answer depends on. Each part is preceded by its length, so that no two lists of
// parts are the same bytes.

/** The key of one row; `undefined` for a row that has no canonical text. */
export function rowKey(scope: readonly string[], row: unknown): string | undefined {
  const text = canonicalText(row);
  return text === undefined ? undefined : digest(hashOf([...scope, "row", text]));
}

/** The key of a batch of outputs; `undefined` where a row has no canonical text. */
export function outputsKey(scope: readonly string[], question: OutputsQuestion): string | undefined {
  const wanted = JSON.stringify(question.wanted);
  if ("rows" in question) {
    const text = canonicalText(question.rows);
    return text === undefined ? undefined : digest(hashOf([...scope, "rows", wanted, text]));
  }
  const hash = hashOf([...scope, "tensors", wanted, String(question.tensors.size)]);
  addTensors(hash, question.tensors);
  return digest(hash);
}

/** The key of the whole answer to a body. */
export function replyKey(scope: readonly string[], headers: readonly string[], body: Uint8Array): string {
  return digest(hashOf([...scope, "reply", ...headers]).update(body));
}

function hashOf(parts: readonly string[]): Hash {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash;
}

function addTensors(hash: Hash, tensors: Tensors): void {
  for (const name of [...tensors.keys()].toSorted()) {
    const one = tensors.get(name);
    if (one === undefined) continue;
    const head = JSON.stringify([name, one.datatype, one.shape]);
    hash.update(`${head.length}:`).update(head);
    addData(hash, one);
  }
}

function addData(hash: Hash, one: Tensor): void {
  if (one.datatype !== "BYTES") {
    hash.update(new Uint8Array(one.data.buffer, one.data.byteOffset, one.data.byteLength));
    return;
  }
  for (const bytes of one.data) hash.update(`${bytes.length}:`).update(bytes);
}

function digest(hash: Hash): string {
  return hash.digest("base64url");
}
